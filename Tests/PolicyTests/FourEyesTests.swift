import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import Testing

/// How policies know who submitted a run.
@Suite("Four eyes where people have accounts of their own") struct FourEyesTests {
    @Test(
        "a subject is written as argo-server writes it into a label",
        arguments: [
            ("a11ce000-0000-4000-8000-000000000001", "a11ce000-0000-4000-8000-000000000001"),
            ("system:serviceaccount:argo:bot", "system-serviceaccount-argo-bot"), ("/team/a", "team-a"),
            ("_a.b_", "a.b"), ("größe", "gr--e"), ("-", ""), ("é", ""),
            (String(repeating: "a", count: 10) + String(repeating: "b", count: 63), String(repeating: "b", count: 63)),
        ])
    func labels(_ subject: String, _ label: String) throws {
        #expect(FourEyes.label(of: try #require(PersonSubject(subject))) == label)
    }

    @Test("of more people than one expression can hold, the others are judged as if they were told apart by nothing")
    func manyPeople() throws {
        let world = try World { resource in
            var resource = resource
            if resource.type == .argoInstallation { resource.content["spec"]?["identities"]?["identity"] = "User" }
            if resource.type == .keycloakRealm {
                resource.content["spec"]?["members"] = .array(
                    (1000..<3000).map { ["subject": .string("person-\($0)"), "groups": ["/payments/developers"]] })
            }
            return resource
        }
        let policy = try #require(world.policies.policies.first { $0.sortsNamespaces })
        let people = policy.variables.filter { $0.name.hasPrefix("p") }.map(\.expression.cel)
        #expect(people.allSatisfy { $0.utf8.count < 100_000 })
        #expect(people.contains { $0.contains("'person-1000'") } && !people.contains { $0.contains("'person-2999'") })
    }
}
