import CCurl
import Glibc

/// An easy handle of libcurl with the buffers it points to; used on the curl thread alone.
///
/// Its pointers are valid from `init` to `deinit` and never leave it but for calls of libcurl, hence `@safe`.
@safe
final class CurlHandle {
    let raw: UnsafeMutableRawPointer
    /// The TLS material that its options were last set to; nil before the first request.
    var tls: TLSMaterial?
    private let errorText: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var connectTo: UnsafeMutablePointer<curl_slist>?

    init() throws(KubeError) {
        guard let raw = unsafe curl_easy_init() else {
            throw KubeError(.configuration, "libcurl cannot make a handle; memory is exhausted")
        }
        unsafe self.raw = unsafe raw
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try Self.check(unsafe ccurl_set_pointer(raw, CURLOPT_ERRORBUFFER, errorText), CURLOPT_ERRORBUFFER)
    }

    deinit {
        unsafe curl_easy_cleanup(raw)
        unsafe curl_slist_free_all(headers)
        unsafe curl_slist_free_all(connectTo)
        unsafe errorText.deallocate()
    }

    func set(_ option: CURLoption, _ value: Int) throws(KubeError) {
        try Self.check(unsafe ccurl_set_long(raw, option, value), option)
    }

    /// - Parameter value: nil takes the text, and also libcurl's default for it, away.
    func set(_ option: CURLoption, _ value: String?) throws(KubeError) {
        try Self.check(unsafe ccurl_set_string(raw, option, value), option)
    }

    func set(_ option: CURLoption, blob value: [UInt8]?) throws(KubeError) {
        guard let value else { return try Self.check(unsafe ccurl_set_blob(raw, option, nil, 0), option) }
        let code = unsafe value.withUnsafeBytes { unsafe ccurl_set_blob(raw, option, $0.baseAddress, $0.count) }
        try Self.check(code, option)
    }

    /// Sets the headers of the next request, each as `Name: value`.
    func setHeaders(_ lines: [String]) throws(KubeError) {
        let list = unsafe Self.list(lines)
        try Self.check(unsafe ccurl_set_list(raw, CURLOPT_HTTPHEADER, list), CURLOPT_HTTPHEADER)
        unsafe curl_slist_free_all(headers)
        unsafe headers = unsafe list
    }

    /// Connects to another host and port than those of the URL; `HOST:PORT:CONNECT-HOST:CONNECT-PORT`.
    func setConnectTo(_ rule: String) throws(KubeError) {
        let list = unsafe Self.list([rule])
        try Self.check(unsafe ccurl_set_list(raw, CURLOPT_CONNECT_TO, list), CURLOPT_CONNECT_TO)
        unsafe curl_slist_free_all(connectTo)
        unsafe connectTo = unsafe list
    }

    /// Sets method and body of the next request.
    func set(method: String, body: [UInt8]) throws(KubeError) {
        if body.isEmpty && method == "GET" {
            try set(CURLOPT_HTTPGET, 1)
            return try set(CURLOPT_CUSTOMREQUEST, nil as String?)
        }
        // A body makes it a POST to libcurl; CUSTOMREQUEST changes the word alone.
        try set(CURLOPT_POST, 1)
        let code = unsafe body.withUnsafeBytes { unsafe ccurl_set_body(raw, $0.baseAddress, $0.count) }
        try Self.check(code, CURLOPT_COPYPOSTFIELDS)
        try set(CURLOPT_CUSTOMREQUEST, method)
    }

    /// Has the callbacks hand what arrives to a transfer, which must live until the handle leaves its multi handle.
    func setReceiver(_ transfer: CurlTransfer) throws(KubeError) {
        unsafe errorText[0] = 0
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_PRIVATE] {
            try Self.check(unsafe ccurl_set_pointer(raw, option, context), option)
        }
        let writer = unsafe ccurl_set_receiver(raw, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            unsafe CurlTransfer.receive(bytes, size * count, context) { unsafe $0.receiveBody($1) }
        }
        try Self.check(writer, CURLOPT_WRITEFUNCTION)
        let header = unsafe ccurl_set_receiver(raw, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            unsafe CurlTransfer.receive(bytes, size * count, context) { unsafe $0.receiveHeader($1) }
        }
        try Self.check(header, CURLOPT_HEADERFUNCTION)
    }

    /// Sets up each new socket: not inherited by child processes, and given up after 30 s in which the peer acknowledged
    /// nothing, so that a connection that died silently is found out (Linux, tcp(7), TCP_USER_TIMEOUT).
    func setSocketOptions() throws(KubeError) {
        let code = unsafe ccurl_set_socket_callback(raw) { _, socket, _ in
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            var milliseconds: UInt32 = 30_000
            let size = socklen_t(MemoryLayout<UInt32>.size)
            _ = unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, size)
            return CURL_SOCKOPT_OK
        }
        try Self.check(code, CURLOPT_SOCKOPTFUNCTION)
    }

    /// What libcurl says about the last failure beyond its code.
    var failureText: String { unsafe String(cString: errorText) }

    /// Whether any byte of the last request may have been sent; in doubt it was.
    var wasConnected: Bool {
        var microseconds: curl_off_t = 0
        var bytes = 0
        let codes = [
            unsafe ccurl_get_offset(raw, CURLINFO_PRETRANSFER_TIME_T, &microseconds),
            unsafe ccurl_get_long(raw, CURLINFO_REQUEST_SIZE, &bytes),
        ]
        return microseconds > 0 || bytes > 0 || codes.contains { $0 != CURLE_OK }
    }

    /// Forgets the request's headers, since they hold a token, and its body.
    func clearRequest() {
        unsafe curl_slist_free_all(headers)
        unsafe headers = nil
        _ = unsafe ccurl_set_list(raw, CURLOPT_HTTPHEADER, nil)
        _ = unsafe ccurl_set_body(raw, nil, 0)
    }

    private static func list(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
        unsafe lines.reduce(nil as UnsafeMutablePointer<curl_slist>?) { unsafe curl_slist_append($0, $1) }
    }

    private static func check(_ code: CURLcode, _ option: CURLoption) throws(KubeError) {
        guard code != CURLE_OK else { return }
        let reason = unsafe String(cString: curl_easy_strerror(code))
        throw KubeError(
            .configuration,
            "this libcurl refuses option \(option.rawValue): \(reason). Idmon needs libcurl 7.85 or later with TLS")
    }
}
