import HTTPTypes
import Hummingbird
import JSONTree
import KubeModel
import NIOCore
import YAMLTree

/// Reads the requests that the model understands from HTTP.
enum RequestReader {
    /// The largest body that is read, in bytes. Source: kube-apiserver, `MaxRequestBodyBytes`.
    static let bodyLimit = 3 << 20

    /// - Throws: 405 for a method that no resource has, 413 for a body that is too large, 400 for YAML that is none.
    static func read(_ request: Request) async throws(APIStatus) -> APIRequest {
        guard let method = APIRequest.Method(rawValue: request.method.rawValue) else {
            throw APIStatus(
                code: 405, reason: .methodNotAllowed,
                message: "the server does not allow this method on the requested resource")
        }
        var query = self.query(request.uri.query ?? "")
        if method != .get, !query.contains(where: { $0.name == "fieldManager" && !$0.value.isEmpty }),
            request.headers[.contentType]?.contains("apply-patch") != true
        {
            query.append(APIRequest.QueryItem("fieldManager", manager(userAgent: request.headers[.userAgent] ?? "")))
        }
        var contentType = request.headers[.contentType]
        // What the body of a read says means nothing, and a watch has to see the end of the connection behind it.
        var body = method == .get ? [] : try await self.body(of: request)
        if let type = contentType, type.contains("yaml"), !body.isEmpty {
            body = try json(fromYAML: body)
            if !type.contains("apply-patch") { contentType = "application/json" }
        }
        return APIRequest(
            method, path: request.uri.path.split(separator: "/").map { PercentEncoding.decode(String($0)) },
            query: query,
            contentType: contentType, accept: accept(request.headers), body: body)
    }

    private static func query(_ text: String) -> [APIRequest.QueryItem] {
        text.split(separator: "&").map { item in
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = sides.map { PercentEncoding.decode(String($0).replacing("+", with: " ")) }
            return APIRequest.QueryItem(decoded[0], decoded.count > 1 ? decoded[1] : "")
        }
    }

    /// Who owns what a request sets when it does not say so. Source: kube-apiserver, `managerOrUserAgent`.
    private static func manager(userAgent: String) -> String {
        String(userAgent.prefix { $0 != "/" }.prefix(128))
    }

    private static func accept(_ headers: HTTPFields) -> String? {
        let values = headers[values: .accept]
        return values.isEmpty ? nil : values.joined(separator: ",")
    }

    private static func body(of request: Request) async throws(APIStatus) -> [UInt8] {
        do {
            return Array(try await request.body.collect(upTo: bodyLimit).readableBytesView)
        } catch {
            throw APIStatus(
                code: 413, reason: .requestEntityTooLarge,
                message: "Request entity too large: limit is \(bodyLimit)")
        }
    }

    private static func json(fromYAML bytes: [UInt8]) throws(APIStatus) -> [UInt8] {
        let documents: [YAMLDocument]
        do throws(YAMLError) {
            documents = try YAMLReader.documents(in: bytes)
        } catch {
            throw APIStatus(code: 400, reason: .badRequest, message: "error decoding YAML: \(error.message)")
        }
        guard documents.count == 1 else {
            throw APIStatus(
                code: 400, reason: .badRequest, message: "the body must hold one YAML document, not \(documents.count)")
        }
        return documents[0].value.bytes
    }
}
