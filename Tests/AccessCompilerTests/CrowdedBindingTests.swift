import AccessCompiler
import AccessModel
import JSONTree
import ReconcileCore
import Testing

@Suite("Bindings that say very much")
struct CrowdedBindingTests {
    @Test("bindings that say more than one policy can hold are told at the installation")
    func crowd() throws {
        var cluster = Sample.settled
        #expect(cluster.state("PoliciesEnforced", of: Sample.installation) == "True Enforced")
        let values = (100..<200).map { JSONValue.string("\($0)" + String(repeating: "v", count: 57)) }
        let parameters = (0..<32).map { JSONValue.object(["name": .string("p\($0)"), "values": .array(values)]) }
        cluster.setBinding { spec in
            spec["templates"] = .array(
                (0..<20).map { ["name": .string("template-\($0)"), "parameters": .array(parameters)] })
        }
        #expect(cluster.settle() != nil)
        #expect(cluster.state("PoliciesEnforced", of: Sample.installation) == "False TooMuch")
        let message = cluster.condition("PoliciesEnforced", of: Sample.installation)?["message"]?.string ?? ""
        #expect(message.hasPrefix("the bindings of payments say more"))
    }

    @Test("bindings of one template beyond those that the API server is asked about are told at the installation")
    func contest() throws {
        var cluster = Sample.settled
        var spec = Sample.bindingSpec
        spec["component"] = nil
        for number in 2...16 { cluster.put(.workflowBinding, "payments", "nightly-report-\(number)", spec: spec) }
        #expect(cluster.settle() != nil)
        #expect(cluster.state("PoliciesEnforced", of: Sample.installation) == "True Enforced")
        cluster.put(.workflowBinding, "payments", "nightly-report-17", spec: spec)
        #expect(cluster.settle() != nil)
        #expect(cluster.state("PoliciesEnforced", of: Sample.installation) == "False TooManyBindings")
        let message = cluster.condition("PoliciesEnforced", of: Sample.installation)?["message"]?.string ?? ""
        #expect(message.contains("16 bindings"))
        #expect(message.contains("payments/nightly-report;"))
    }

    @Test("what is left out of a crowded policy changes nothing of the next plan")
    func leftOut() throws {
        var cluster = Sample.settled
        func crowd(_ first: String, contact: String) {
            let values = (100..<200).map { JSONValue.string("\($0)" + String(repeating: "v", count: 57)) }
            let parameters = (0..<32).map { JSONValue.object(["name": .string("p\($0)"), "values": .array(values)]) }
            cluster.setBinding { spec in
                spec["templates"] = .array(
                    [["name": .string(first)]]
                        + (0..<20).map { ["name": .string("t-\($0)"), "parameters": .array(parameters)] })
            }
            cluster.setScope { $0["contact"] = .string(contact) }
        }
        var compilation: AccessCompilation?
        for (first, contact) in [("a", "#payments"), ("a", "#others"), ("b", "#others")] {
            crowd(first, contact: contact)
            #expect(cluster.settle() != nil)
            let observation = cluster.observation(Sample.key)
            let (plan, next) = AccessPlanner().plan(observation, after: compilation)
            #expect(plan == AccessPlanner().plan(observation), "\(first) \(contact)")
            compilation = next
        }
    }
}
