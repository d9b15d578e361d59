import CCurl

/// The least that libcurl needs for many requests: one thread, one loop, no tasks. What a client can reach at most.
enum RawCurlLoop {
    /// Counts the bytes that it is given.
    private final class Sink { var bytes = 0 }

    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Requests per second.
    ///
    /// - Parameter authority: the path of the certificate to trust; nil without TLS.
    static func rate(_ url: String, authority: String?, requests: Int, inFlight: Int) throws -> Double {
        guard let multi = curl_multi_init() else { throw Failure(description: "curl_multi_init failed") }
        defer { curl_multi_cleanup(multi) }
        _ = ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        let sink = Sink()
        var handles: [UnsafeMutableRawPointer] = []
        defer {
            for handle in handles {
                curl_multi_remove_handle(multi, handle)
                curl_easy_cleanup(handle)
            }
        }
        let start = Measurement.now
        for _ in 0..<inFlight {
            guard let handle = curl_easy_init() else { throw Failure(description: "curl_easy_init failed") }
            handles.append(handle)
            configure(handle, url, authority, sink)
            curl_multi_add_handle(multi, handle)
        }
        var (started, done) = (inFlight, 0)
        while done < requests {
            var (running, left): (Int32, Int32) = (0, 0)
            curl_multi_perform(multi, &running)
            while let message = curl_multi_info_read(multi, &left), message.pointee.msg == CURLMSG_DONE {
                let code = message.pointee.data.result
                guard code == CURLE_OK else { throw Failure(description: String(cString: curl_easy_strerror(code))) }
                done += 1
                let handle = message.pointee.easy_handle
                curl_multi_remove_handle(multi, handle)
                guard started < requests else { continue }
                started += 1
                curl_multi_add_handle(multi, handle)
            }
            if done < requests { curl_multi_poll(multi, nil, 0, 1000, nil) }
        }
        return Double(requests) / (Measurement.now - start)
    }

    private static func configure(_ handle: UnsafeMutableRawPointer, _ url: String, _ authority: String?, _ sink: Sink)
    {
        _ = ccurl_set_string(handle, CURLOPT_URL, url)
        _ = ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        _ = ccurl_set_long(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        _ = ccurl_set_long(handle, CURLOPT_PIPEWAIT, authority == nil ? 0 : 1)
        if let authority { _ = ccurl_set_string(handle, CURLOPT_CAINFO, authority) }
        _ = ccurl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(sink).toOpaque())
        _ = ccurl_set_receiver(handle, CURLOPT_WRITEFUNCTION) { _, size, count, context in
            guard let context else { return 0 }
            Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().bytes += size * count
            return size * count
        }
    }
}
