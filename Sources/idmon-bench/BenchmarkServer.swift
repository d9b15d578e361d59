import Foundation

/// An nginx with a configuration of its own that answers every request on loopback with one small object.
struct BenchmarkServer {
    /// Such as `http://127.0.0.1:40001`.
    let plain: String
    /// The same over TLS and HTTP/2; nil where no certificate could be made.
    let secure: String?
    /// The path of its certificate, which is its own authority.
    let certificate: String
    private let process: Process
    private let folder: URL

    /// - Returns: nil when nginx is not installed.
    static func start() throws -> BenchmarkServer? {
        guard let nginx = path(of: "nginx") else { return nil }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("idmon-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let hasCertificate = try makeCertificate(in: folder)
        let first = 20_000 + Int.random(in: 0..<10_000)
        let configuration = folder.appendingPathComponent("nginx.conf")
        try text(port: first, folder: folder.path, hasCertificate: hasCertificate)
            .write(to: configuration, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: nginx)
        process.arguments = ["-c", configuration.path, "-p", folder.path, "-e", "\(folder.path)/error.log"]
        try process.run()
        // nginx opens its ports within milliseconds; requests that come earlier would be refused.
        Thread.sleep(forTimeInterval: 0.5)
        return BenchmarkServer(
            plain: "http://127.0.0.1:\(first)", secure: hasCertificate ? "https://127.0.0.1:\(first + 1)" : nil,
            certificate: "\(folder.path)/server.crt", process: process, folder: folder)
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func path(of program: String) -> String? {
        ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"].map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func makeCertificate(in folder: URL) throws -> Bool {
        guard let openssl = path(of: "openssl") else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: openssl)
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        let words =
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=idmon-bench "
            + "-addext subjectAltName=IP:127.0.0.1 -keyout server.key -out server.crt"
        process.arguments = words.split(separator: " ").map(String.init)
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    private static func text(port: Int, folder: String, hasCertificate: Bool) -> String {
        let answer =
            #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"argo","uid":"5e0f"},"data":{"key":"value"}}"#
        let secure =
            hasCertificate
            ? "listen 127.0.0.1:\(port + 1) ssl http2; ssl_certificate server.crt; ssl_certificate_key server.key;" : ""
        return """
            worker_processes 1; daemon off; pid \(folder)/nginx.pid; error_log \(folder)/error.log;
            events { worker_connections 512; }
            http {
              access_log off; keepalive_requests 1000000;
              client_body_temp_path \(folder)/1; proxy_temp_path \(folder)/2; fastcgi_temp_path \(folder)/3;
              uwsgi_temp_path \(folder)/4; scgi_temp_path \(folder)/5;
              server { listen 127.0.0.1:\(port); \(secure)
                       location / { default_type application/json; return 200 '\(answer)'; } }
            }
            """
    }
}
