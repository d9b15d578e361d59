import JSONTree
import KubeModel
import Testing

@testable import KubeClient

@Suite struct KubeconfigTests {
    private func file(_ path: String, _ text: String) throws -> KubeconfigFile {
        KubeconfigFile(path: path, content: try JSONValue(parsing: text))
    }

    private func config(user: String = "{}", cluster: String = #"{"server":"https://a:6443"}"#) throws -> Kubeconfig {
        Kubeconfig([
            try file(
                "/home/a/.kube/config",
                """
                {"current-context":"c","contexts":[{"name":"c","context":{"cluster":"k","user":"u","namespace":"argo"}}],
                 "clusters":[{"name":"k","cluster":\(cluster)}],"users":[{"name":"u","user":\(user)}]}
                """)
        ])
    }

    private func message(_ config: Kubeconfig, context: String? = nil) -> String {
        do throws(KubeError) {
            _ = try config.configuration(context: context)
            return ""
        } catch {
            return error.code == .configuration ? error.message : "\(error.code)"
        }
    }

    // MARK: - Merging

    @Test("of several files the first that names something decides")
    func firstWins() throws {
        let first = try file(
            "/one/config",
            """
            {"current-context":"","contexts":[{"name":"a","context":{"cluster":"k","user":"u"}}],
             "users":[{"name":"u","user":{"token":"first"}}]}
            """)
        let second = try file(
            "/two/config",
            """
            {"current-context":"b","contexts":[{"name":"a","context":{"cluster":"other"}},{"name":"b","context":{"cluster":"k","user":"u"}}],
             "clusters":[{"name":"k","cluster":{"server":"https://two"}}],"users":[{"name":"u","user":{"token":"second"}}]}
            """)
        let merged = Kubeconfig([first, second])
        #expect(merged.currentContext == "b")
        #expect(merged.contexts == ["a", "b"])
        for context in ["a", "b"] {
            let configuration = try merged.configuration(context: context)
            #expect(configuration.server.host == "two")
            #expect(configuration.authentication == .token(Redacted("first")))
        }
        #expect(
            try Kubeconfig([second, first]).configuration(context: "b").authentication == .token(Redacted("second")))
    }

    @Test("paths are relative to the file that names them")
    func relativePaths() throws {
        let clusters = try file(
            "/one/config",
            #"{"clusters":[{"name":"k","cluster":{"server":"https://a","certificate-authority":"pki/ca.crt"}}]}"#)
        let users = try file(
            "/two/config",
            """
            {"current-context":"c","contexts":[{"name":"c","context":{"cluster":"k","user":"u"}}],"users":[{"name":"u","user":
             {"tokenFile":"token","client-certificate":"/abs/c.crt","client-key":"k.key"}}]}
            """)
        let configuration = try Kubeconfig([clusters, users]).configuration()
        #expect(configuration.authority == .file("/one/pki/ca.crt"))
        #expect(configuration.authentication == .tokenFile("/two/token"))
        #expect(configuration.clientCertificate?.certificate == .file("/abs/c.crt"))
        #expect(configuration.clientCertificate?.key == .file("/two/k.key"))
    }

    @Test(
        "a plug-in is relative to the file only when its name has a slash",
        arguments: [
            ("aws", "aws"), ("./bin/login", "/home/a/.kube/./bin/login"), ("/usr/bin/login", "/usr/bin/login"),
        ])
    func pluginPath(command: String, expected: String) throws {
        let exec = """
            {"exec":{"apiVersion":"client.authentication.k8s.io/v1","interactiveMode":"Never","command":"\(command)"}}
            """
        guard case .plugin(let plugin) = try config(user: exec).configuration().authentication else {
            Issue.record("no plug-in")
            return
        }
        #expect(plugin.command == expected)
    }

    @Test("data of a certificate comes before its file, a file of a token before a token, a token before a plug-in")
    func precedence() throws {
        let cluster = #"{"server":"https://a","certificate-authority":"x","certificate-authority-data":"TWFu"}"#
        let exec = #""exec":{"apiVersion":"client.authentication.k8s.io/v1beta1","command":"x"}"#
        #expect(try config(cluster: cluster).configuration().authority == .data(Array("Man".utf8)))
        let all = try config(user: #"{"tokenFile":"/t","token":"abc",\#(exec)}"#).configuration()
        #expect(all.authentication == .tokenFile("/t"))
        let two = try config(user: #"{"token":"abc",\#(exec)}"#).configuration()
        #expect(two.authentication == .token(Redacted("abc")))
    }

    // MARK: - Fields

    @Test("context, namespace, names and proxy are taken over")
    func takesOver() throws {
        let cluster = #"{"server":"https://a:6443","tls-server-name":"kube","proxy-url":"http://p:3128"}"#
        let user =
            #"{"token":"t","as":"alice","as-uid":"1","as-groups":["g1","g2"],"as-user-extra":{"Scopes/x":["a","b"]}}"#
        let configuration = try config(user: user, cluster: cluster).configuration()
        #expect(configuration.cluster == "k" && configuration.user == "u" && configuration.namespace == "argo")
        #expect(configuration.tlsServerName == "kube")
        #expect(configuration.proxy?.description == "http://p:3128")
        let headers = configuration.impersonation?.headers.map { "\($0.name): \($0.value)" }
        #expect(
            headers == [
                "Impersonate-User: alice", "Impersonate-Uid: 1", "Impersonate-Group: g1", "Impersonate-Group: g2",
                "Impersonate-Extra-Scopes%2Fx: a", "Impersonate-Extra-Scopes%2Fx: b",
            ])
    }

    @Test("a context without a user is anonymous, a namespace that is not named is default")
    func defaults() throws {
        let file = try file(
            "/c",
            #"{"contexts":[{"name":"c","context":{"cluster":"k"}}],"clusters":[{"name":"k","cluster":{"server":"https://a"}}]}"#
        )
        let configuration = try Kubeconfig([file]).configuration(context: "c")
        #expect(configuration.authentication == .anonymous)
        #expect(configuration.namespace == "default")
        #expect(!configuration.skipsVerification)
    }

    @Test(
        "a field that is not supported says what to do instead",
        arguments: [
            (#"{"auth-provider":{"name":"oidc"}}"#, "exec plug-in"),
            (#"{"username":"a","password":"b"}"#, "basic authentication"),
            (#"{"tokn":"a"}"#, "Check its spelling"), (#"{"token":5}"#, "no text"),
            (#"{"client-certificate":"a"}"#, "without a client-key"),
            (#"{"client-key-data":"TWFu"}"#, "without a client-certificate"),
            (#"{"client-certificate-data":"?","client-key":"k"}"#, "no base64"),
            (#"{"as-groups":["a"]}"#, "without as"),
            (#"{"as":"a\nX: y"}"#, "control character"), ("[]", "no mapping"),
            (#"{"exec":{"apiVersion":"client.authentication.k8s.io/v1alpha1","command":"x"}}"#, "v1alpha1"),
            (#"{"exec":{"apiVersion":"client.authentication.k8s.io/v1","command":"x"}}"#, "interactiveMode"),
            (#"{"exec":{"apiVersion":"client.authentication.k8s.io/v1beta1"}}"#, "without a command"),
            (#"{"exec":{"apiVersion":"client.authentication.k8s.io/v1beta1","command":"x","arg":[]}}"#, "exec.arg"),
        ])
    func refusesUser(user: String, expected: String) throws {
        let message = message(try config(user: user))
        #expect(message.contains(expected), "\(message)")
        #expect(message.contains("/home/a/.kube/config") || message.contains("user u"))
    }

    @Test(
        "a cluster that cannot be trusted or reached as written is refused",
        arguments: [
            ("{}", "has no server"), (#"{"server":"a"}"#, "https://HOST"),
            (#"{"server":"https://a","certificate-authority-dta":"TWFu"}"#, "certificate-authority-dta"),
            (
                #"{"server":"https://a","certificate-authority-data":"TWFu","insecure-skip-tls-verify":true}"#,
                "Remove one"
            ),
            (#"{"server":"https://a","insecure-skip-tls-verify":"true"}"#, "not true or false"),
            (#"{"server":"https://a","proxy-url":"ftp://p"}"#, "proxy-url"),
            (#"{"server":"http://kube.example"}"#, "no TLS"),
        ])
    func refusesCluster(cluster: String, expected: String) throws {
        let message = message(try config(user: #"{"token":"t"}"#, cluster: cluster))
        #expect(message.contains(expected), "\(message)")
    }

    @Test("what a context names and is not there is said with what there is")
    func missing() throws {
        let lonely = try file("/c", #"{"contexts":[{"name":"c","context":{"cluster":"k","user":"u"}}]}"#)
        #expect(message(Kubeconfig([lonely])).contains("no current-context. Choose a context: c"))
        #expect(message(Kubeconfig([lonely]), context: "d").contains("no context d. There are: c"))
        #expect(message(Kubeconfig([lonely]), context: "c").contains("cluster k, which is not there"))
        #expect(message(Kubeconfig([])).contains("no kubeconfig"))
    }

    @Test("null lists are empty, as kubectl writes them")
    func nullLists() throws {
        let file = try file("/c", #"{"apiVersion":"v1","kind":"Config","clusters":null,"contexts":null,"users":null}"#)
        #expect(Kubeconfig([file]).contexts == [])
    }

    @Test("a token of the kubeconfig is not printed with its configuration")
    func printsNoToken() throws {
        let user = #"{"token":"s3cret","client-key-data":"czNjcmV0","client-certificate-data":"czNjcmV0"}"#
        let configuration = try config(user: user).configuration()
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!"\(configuration)".contains("s3cret"))
        #expect(!dumped.contains("s3cret"))
    }
}
