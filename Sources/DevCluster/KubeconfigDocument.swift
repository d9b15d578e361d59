package import JSONTree

/// The kubeconfig with which kubectl reaches a dev cluster.
package enum KubeconfigDocument {
    /// - Parameter port: the port on the loopback address.
    package static func value(port: Int) -> JSONValue {
        [
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "idmon-dev",
            "clusters": [["name": "idmon-dev", "cluster": ["server": .string("http://127.0.0.1:\(port)")]]],
            "contexts": [["name": "idmon-dev", "context": ["cluster": "idmon-dev", "user": "idmon-dev"]]],
            "users": [["name": "idmon-dev", "user": [:]]],
        ]
    }
}
