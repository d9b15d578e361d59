import JSONTree
import TestInputs
import TestThreads
import Testing
import YAMLTree

@Suite("What is written is read back", .computing)
struct YAMLRoundTripTests {
    @Test("any value becomes itself again")
    func property() throws {
        var random = Seeded(for: "round trip")
        for _ in 0..<3000 {
            let value = random.value(depth: 4)
            let text = YAMLWriter.text(value)
            #expect(try values(text) == (value == .null ? [] : [value]), "\(text)")
        }
        let stream = (0..<500).map { _ in random.value(depth: 3) }
        #expect(try values(YAMLWriter.stream(stream)) == stream.filter { $0 != .null })
    }

    @Test("kubectl reads any value back as it was", .enabled(if: Kubectl.isPresent, "kubectl is not on the PATH"))
    func kubectl() throws {
        var random = Seeded(for: "round trip through kubectl")
        var written = 0
        for _ in 0..<10 {
            let list = JSONValue.array((0..<300).map { _ in random.value(depth: 3) })
            let object: JSONValue = [
                "apiVersion": "example.dev/v1", "kind": "Example", "metadata": ["name": "example"],
                "spec": ["list": list],
            ]
            let read = try Kubectl.objects(YAMLWriter.text(object))
            if read != [object] {
                let back = read.first?["spec"]?["list"]?.array ?? []
                for (index, element) in (list.array ?? []).enumerated() {
                    #expect(back.indices.contains(index) && back[index] == element, "\(YAMLWriter.text(element))")
                }
            }
            #expect(read == [object])
            written += YAMLWriter.text(object).utf8.count
        }
        print("kubectl read back \(written) bytes")
    }

    @Test("a text of random bytes is a value or an error, never a crash")
    func mutations() {
        var random = Seeded(for: "mutations")
        var outcomes = (values: 0, errors: 0)
        let pieces = Array("\n\n  :-?[]{},&*!|>'\"%@`#\\\t~<01.exyn\u{0}\u{ff}é".utf8)
        for _ in 0..<3000 {
            var bytes = Array(YAMLWriter.text(.object(random.object(depth: 3))).utf8.prefix(2000))
            for _ in 0..<Int.random(in: 0...6, using: &random) where !bytes.isEmpty {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(random.pick(pieces), at: index)
                case 2: bytes.remove(at: index)
                default: bytes.removeSubrange(index...)
                }
            }
            do throws(YAMLError) {
                let documents = try YAMLReader.documents(in: bytes, positions: Bool.random(using: &random))
                // What was understood is understood again.
                let again = try? values(YAMLWriter.stream(documents.map(\.value)))
                #expect(again == documents.map(\.value))
                outcomes.values += 1
            } catch {
                #expect(error.position.line > 0 && error.position.column > 0 && error.excerpt.contains("^"))
                outcomes.errors += 1
            }
        }
        print("mutations: \(outcomes)")
        #expect(outcomes.values > 100 && outcomes.errors > 100)
    }

    @Test(
        "what kubectl reads of a damaged text, we read as the same, or refuse as not being YAML, which is documented",
        .enabled(if: Kubectl.isPresent, "kubectl is not on the PATH"))
    func damagedTexts() throws {
        var random = Seeded(for: "damaged texts through kubectl")
        let pieces = [
            "\n  ", "- ", ": ", " #", "yes", "0x1", "!!str ", "&a ", "<<: ", "|\n", "'", "\"", "{a: b}", "[", "? ", "~",
        ]
        var agreed = 0
        for _ in 0..<40 {
            let spec = YAMLWriter.text(["spec": .object(random.object(depth: 2))])
            var text = Array(Kubectl.envelope("").dropLast("spec:".count) + spec)
            let start = text.count - spec.count + "spec:".count
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                text.insert(contentsOf: random.pick(pieces), at: Int.random(in: start..<text.count, using: &random))
            }
            guard let theirs = try? Kubectl.objects(String(text)) else { continue }
            do throws(YAMLError) {
                #expect(try values(String(text)) == theirs, "\(String(text))")
                agreed += 1
            } catch {
                let isForeignEscape = error.message.contains("no such escape") && String(text).contains("\\'")
                #expect(error.code == .duplicateName || isForeignEscape, "\(error): \(String(text))")
            }
        }
        print("kubectl and we read \(agreed) of 40 damaged texts, as the same")
    }

    @Test(
        "of an apostrophe with a backslash, which kubectl reads, we say that it is no escape",
        .enabled(if: Kubectl.isPresent, "kubectl is not on the PATH"))
    func foreignEscape() throws {
        #expect(try Kubectl.spec(" \"it\\'s\"") == "it's")
        let error = #expect(throws: YAMLError.self) { try values("a: \"it\\'s\"") }
        #expect(error?.message.contains("no such escape") == true)
    }

    @Test("every beginning of a text is a value or an error, never a crash")
    func prefixes() {
        let text =
            "a: &x {b: [1, 'two', \"\\u00e9\"], ? c : |+\n  d\n\n, e: !!binary aGk=}\n<<: *x\n--- # é\n- - >-\n    f\n  - %g\n"
        for count in 0...text.utf8.count {
            _ = try? YAMLReader.documents(in: Array(text.utf8.prefix(count)), positions: true)
        }
    }
}

@Suite(
    "Argo's examples",
    .enabled(if: !SharedData.argoExamples.isEmpty, "Argo's examples are not beside the package (IDMON_SHARED)"))
struct ArgoExamplesTests {
    @Test("every file is read, written, and read again as the same values")
    func roundTrip() throws {
        var documents = 0
        for file in SharedData.argoExamples {
            let read = try YAMLReader.documents(in: TextFile.bytes(at: file), positions: true).map(\.value)
            #expect(!read.isEmpty, "\(file)")
            #expect(try values(YAMLWriter.stream(read)) == read, "\(file)")
            documents += read.count
        }
        print("Argo's examples: \(SharedData.argoExamples.count) files, \(documents) documents")
        #expect(SharedData.argoExamples.count > 100)
    }

    @Test(
        "kubectl reads every file, and what we write of it, as we do",
        .enabled(if: Kubectl.isPresent, "kubectl is not on the PATH"))
    func kubectl() throws {
        let stream = try SharedData.argoExamples.map(TextFile.text(at:)).joined(
            separator: "\n---\n")
        let ours = try values(stream)
        #expect(try Kubectl.objects(stream) == ours)
        #expect(try Kubectl.objects(YAMLWriter.stream(ours)) == ours)
    }

    @Test(
        "what kubectl writes without folding a line, we write byte for byte",
        .enabled(if: Kubectl.isPresent, "kubectl is not on the PATH"))
    func kubectlText() throws {
        let stream = try SharedData.argoExamples.map(TextFile.text(at:)).joined(
            separator: "\n---\n")
        var identical = 0
        // kubectl puts no line between documents; each begins with its apiVersion.
        for part in ("\n" + (try Kubectl.yaml(stream))).split(separator: "\napiVersion:") {
            let text = "apiVersion:" + part.drop { $0 == "\n" } + (part.hasSuffix("\n") ? "" : "\n")
            let written = YAMLWriter.stream(try values(text))
            // goyaml folds lines at column 80.
            guard written.split(separator: "\n").allSatisfy({ $0.count <= 80 }) else { continue }
            #expect(written == text)
            identical += 1
        }
        print("kubectl's text of \(identical) objects is ours")
        #expect(identical > 60)
    }
}
