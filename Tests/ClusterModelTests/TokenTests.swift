import ClusterModel
import JSONTree
import KubeModel
import Testing

@Suite("Tokens")
struct TokenTests {
    private func clusterWithBot() throws -> ClusterUnderTest {
        var cluster = try ClusterUnderTest()
        try cluster.post(Path.accounts, ["metadata": ["name": "bot"]]).expect(201)
        return cluster
    }

    @Test("a requested token stands for its ServiceAccount until it expires")
    func requested() throws {
        var cluster = try clusterWithBot()
        let answer = try cluster.post("\(Path.accounts)/bot/token", ["spec": ["expirationSeconds": 600]]).expect(201)
        let token = try #require(answer["status"]?["token"]?.string)
        #expect(answer["status"]?["expirationTimestamp"]?.string == cluster.time.adding(seconds: 600).description)
        let user = cluster.cluster.user(forToken: token, at: cluster.time)
        #expect(user?.name == "system:serviceaccount:team:bot")
        #expect(
            user?.effectiveGroups == ["system:serviceaccounts", "system:serviceaccounts:team", "system:authenticated"])
        #expect(cluster.cluster.user(forToken: token, at: cluster.time.adding(seconds: 600)) == nil)
        #expect(cluster.cluster.user(forToken: token + "x", at: cluster.time) == nil)
        #expect(try cluster.post("\(Path.accounts)/bot/token", ["spec": ["expirationSeconds": 60]]).status == 422)
        #expect(try cluster.post("\(Path.accounts)/nobody/token", [:]).status == 404)
        try cluster.delete("\(Path.accounts)/bot").expect(200)
        #expect(cluster.cluster.user(forToken: token, at: cluster.time) == nil)
    }

    @Test("a token for others is none for the server, and one that is bound ends with its object")
    func boundTokens() throws {
        var cluster = try clusterWithBot()
        let other = try cluster.post("\(Path.accounts)/bot/token", ["spec": ["audiences": ["vault"]]]).expect(201)
        let foreign = try #require(other["status"]?["token"]?.string)
        #expect(cluster.cluster.user(forToken: foreign, at: cluster.time) == nil)
        #expect(cluster.cluster.user(forToken: foreign, at: cluster.time, audience: "vault") != nil)
        try cluster.post(Path.secrets, ["metadata": ["name": "s"]]).expect(201)
        let reference: JSONValue = ["apiVersion": "v1", "kind": "Secret", "name": "s"]
        let answer = try cluster.post("\(Path.accounts)/bot/token", ["spec": ["boundObjectRef": reference]]).expect(201)
        let bound = try #require(answer["status"]?["token"]?.string)
        #expect(cluster.cluster.user(forToken: bound, at: cluster.time) != nil)
        try cluster.delete("\(Path.secrets)/s").expect(200)
        #expect(cluster.cluster.user(forToken: bound, at: cluster.time) == nil)
    }

    @Test("a token Secret is filled, and goes with its ServiceAccount")
    func tokenSecret() throws {
        var cluster = try clusterWithBot()
        try cluster.post(Path.secrets, secret("t", of: "bot")).expect(201)
        let filled = try cluster.get("\(Path.secrets)/t").expect(200)
        let account = try cluster.get("\(Path.accounts)/bot").expect(200)
        #expect(filled["metadata"]?["annotations"]?["kubernetes.io/service-account.uid"]?.string == account.uid)
        #expect(filled["data"]?.object?.names.contains("token") == true)
        #expect(filled.owned(by: "kube-controller-manager").contains(".data.token"))
        try cluster.delete("\(Path.accounts)/bot").expect(200)
        try cluster.get("\(Path.secrets)/t").expect(404)
        try cluster.post(Path.secrets, secret("u", of: "nobody")).expect(201)
        try cluster.get("\(Path.secrets)/u").expect(404)
    }

    @Test("a token Secret must name its ServiceAccount")
    func nameless() throws {
        var cluster = try clusterWithBot()
        let answer = try cluster.post(
            Path.secrets, ["metadata": ["name": "t"], "type": "kubernetes.io/service-account-token"])
        #expect(answer.fields == ["metadata.annotations[kubernetes.io/service-account.name]"])
    }

    @Test("every namespace has its default ServiceAccount, again if it is deleted")
    func defaultAccount() throws {
        var cluster = try ClusterUnderTest()
        let first = try cluster.get("\(Path.accounts)/default").expect(200)
        try cluster.delete("\(Path.accounts)/default").expect(200)
        #expect(try cluster.get("\(Path.accounts)/default").expect(200).uid != first.uid)
    }

    private func secret(_ name: String, of account: String) -> JSONValue {
        [
            "metadata": [
                "name": .string(name), "annotations": ["kubernetes.io/service-account.name": .string(account)],
            ],
            "type": "kubernetes.io/service-account-token",
        ]
    }
}
