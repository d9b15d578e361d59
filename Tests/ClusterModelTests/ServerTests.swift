import ClusterModel
import JSONTree
import KubeModel
import Testing

@Suite("The server as a whole")
struct ServerTests {
    @Test("the same requests lead to the same cluster")
    func deterministic() throws {
        func run() throws -> [JSONValue] {
            var cluster = try ClusterUnderTest()
            try cluster.post(Path.definitions, .widgetDefinition).expect(201)
            try cluster.apply("\(Path.widgets)/w", .widget("w", ["color": "red"]), as: "m").expect(201)
            try cluster.post(Path.configMaps, ["metadata": ["generateName": "x-"]]).expect(201)
            return try [Path.widgets, Path.configMaps, Path.accounts, Path.definitions, "/api/v1/namespaces"].map {
                try cluster.get($0).expect(200)
            }
        }
        #expect(try run() == run())
    }

    @Test("discovery lists the same kinds in both of its forms")
    func discovery() throws {
        var cluster = try ClusterUnderTest()
        let accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
        for root in ["/api", "/apis"] {
            let aggregated = try cluster.get(root, accept: accept).expect(200)
            for group in aggregated.items {
                let name = group["metadata"]?["name"]?.string
                for version in group["versions"]?.array ?? [] {
                    let path = name.map { "/apis/\($0)/\(version["version"]?.string ?? "")" } ?? "/api/v1"
                    let plain = try cluster.get(path).expect(200)["resources"]?.array ?? []
                    let names = plain.compactMap { $0["name"]?.string }.filter { !$0.contains("/") }
                    #expect(names == (version["resources"]?.array ?? []).compactMap { $0["resource"]?.string })
                }
            }
        }
        #expect(try cluster.get("/apis").expect(200)["groups"]?.array?.count == 7)
    }

    @Test("what is not there is not found, each in its way")
    func notFound() throws {
        var cluster = try ClusterUnderTest()
        #expect(try cluster.get("/apis/nope.io/v1/x").value == "404 page not found\n")
        #expect(try cluster.get("/api/v1/nodes").message == "the server could not find the requested resource")
        #expect(try cluster.get("\(Path.configMaps)/a/status").status == 404)
        #expect(try cluster.post("/api/v1/configmaps", .configMap("a")).status == 405)
        #expect(try cluster.put(Path.configMaps, .configMap("a")).status == 405)
        #expect(try cluster.get("/healthz").value == "ok")
        #expect(try cluster.get("/version").expect(200)["major"] == "1")
    }

    @Test("kubectl's protobuf is read")
    func protobuf() throws {
        var cluster = try ClusterUnderTest()
        // What `kubectl create configmap a --from-literal=k=v` sends, field by field.
        let data = field(2, field(1, Array("k".utf8)) + field(2, Array("v".utf8)))
        let metadata = field(
            1, field(1, Array("a".utf8)) + field(11, field(1, Array("l".utf8)) + field(2, Array("m".utf8))))
        let head = field(1, field(1, Array("v1".utf8)) + field(2, Array("ConfigMap".utf8)))
        let body = [0x6b, 0x38, 0x73, 0x00] + head + field(2, metadata + data)
        let request = APIRequest(
            .post, path: ["api", "v1", "namespaces", "team", "configmaps"],
            contentType: "application/vnd.kubernetes.protobuf", body: body)
        guard
            case .response(let response) = cluster.cluster.handle(
                request, as: .administrator, at: cluster.time, entropy: 1)
        else {
            Issue.record("no response")
            return
        }
        #expect(response.status == 201)
        let object = try JSONValue(parsing: response.body)
        #expect(object["data"] == ["k": "v"] && object["metadata"]?["labels"] == ["l": "m"])
    }

    @Test("the first objects are all there")
    func firstObjects() throws {
        var cluster = try ClusterUnderTest()
        let namespaces = try cluster.get("/api/v1/namespaces").expect(200).items.map(\.name)
        #expect(namespaces == ["default", "kube-node-lease", "kube-public", "kube-system", "team"])
        let roles = try cluster.get("/apis/rbac.authorization.k8s.io/v1/clusterroles").expect(200).items.map(\.name)
        #expect(
            Set(["admin", "cluster-admin", "edit", "view", "system:basic-user", "system:discovery"]).isSubset(of: roles)
        )
        let admin = try cluster.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/admin").expect(200)
        #expect((admin["rules"]?.array?.count ?? 0) > 5)
    }

    @Test("each limit is told once, as a sentence")
    func limits() {
        #expect(Set(ModelLimit.all.map(\.subject)).count == ModelLimit.all.count)
        #expect(ModelLimit.all.allSatisfy { $0.sentence.hasSuffix(".") })
    }

    @Test("every type that a built-in type names exists")
    func typesResolve() throws {
        var cluster = try ClusterUnderTest()
        // Explanations walk every type; a name that led nowhere would be an object without fields.
        for group in ["api/v1", "apis/apps/v1", "apis/rbac.authorization.k8s.io/v1", "apis/authorization.k8s.io/v1"] {
            let document = try cluster.get("/openapi/v3/\(group)").expect(200)
            for schema in document["components"]?["schemas"]?.object ?? [:] {
                for property in schema.value["properties"]?.object ?? [:] where property.value["type"] == "object" {
                    let isDescribed = ["properties", "additionalProperties", "x-kubernetes-preserve-unknown-fields"]
                        .contains {
                            property.value[$0] != nil
                        }
                    #expect(isDescribed || property.name == "metadata", "\(schema.name).\(property.name)")
                }
            }
        }
    }

    private func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
}
