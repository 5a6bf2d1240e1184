import CCurl

/// One libcurl handle: it serves one transfer and goes.
@safe
struct CurlTransfer: ~Copyable {
    private let handle: UnsafeMutableRawPointer
    /// Where libcurl says more about a failure than its code does.
    private let reason: UnsafeMutablePointer<CChar>
    /// Given to libcurl by address, so they live as long as the handle.
    private var lists: [UnsafeMutablePointer<curl_slist>] = unsafe []

    /// libcurl's process-wide start, which must come before the first handle, once.
    private static let started = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    init() throws(HTTPClientError) {
        try Self.check(Self.started)
        guard let handle = unsafe curl_easy_init() else { throw Self.failure(CURLE_OUT_OF_MEMORY) }
        unsafe self.handle = handle
        unsafe reason = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe reason.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe lists.forEach { list in unsafe curl_slist_free_all(list) }
        unsafe reason.deallocate()
    }

    func set(_ option: CURLoption, to value: Int) throws(HTTPClientError) {
        try unsafe Self.check(curl_easy_setopt_long(handle, option, value))
    }

    /// `nil` takes libcurl's default away.
    func set(_ option: CURLoption, to value: String?) throws(HTTPClientError) {
        try unsafe Self.check(curl_easy_setopt_string(handle, option, value))
    }

    mutating func set(_ option: CURLoption, to lines: [String]) throws(HTTPClientError) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = unsafe curl_slist_append(list, line) else {
                unsafe curl_slist_free_all(list)
                throw Self.failure(CURLE_OUT_OF_MEMORY)
            }
            unsafe list = longer
        }
        guard let list = unsafe list else { return }
        unsafe lists.append(list)
        try unsafe Self.check(curl_easy_setopt_list(handle, option, list))
    }

    /// Fetches `url` into `answer` and returns the status.
    func perform(_ url: borrowing CurlURL, into answer: ReceivedAnswer) throws(HTTPClientError) -> Int {
        try unsafe Self.check(curl_easy_setopt_pointer(handle, CURLOPT_ERRORBUFFER, reason))
        try unsafe Self.check(curl_easy_setopt_url(handle, url.handle))
        let context = unsafe Unmanaged.passUnretained(answer).toOpaque()
        try unsafe Self.check(curl_easy_setopt_pointer(handle, CURLOPT_WRITEDATA, context))
        try unsafe Self.check(curl_easy_setopt_pointer(handle, CURLOPT_HEADERDATA, context))
        // Any other count than the one that came makes libcurl give up.
        let receiveBody: curl_receive_function = { bytes, size, count, context in
            guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
            let answer = unsafe Unmanaged<ReceivedAnswer>.fromOpaque(context).takeUnretainedValue()
            let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            return unsafe answer.append(body: piece) ? piece.count : 0
        }
        let receiveHeader: curl_receive_function = { bytes, size, count, context in
            guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
            let answer = unsafe Unmanaged<ReceivedAnswer>.fromOpaque(context).takeUnretainedValue()
            let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            return unsafe answer.append(headerLine: line) ? line.count : 0
        }
        try unsafe Self.check(curl_easy_setopt_receive(handle, CURLOPT_WRITEFUNCTION, receiveBody))
        try unsafe Self.check(curl_easy_setopt_receive(handle, CURLOPT_HEADERFUNCTION, receiveHeader))
        let code = withExtendedLifetime(answer) { unsafe curl_easy_perform(handle) }
        guard code == CURLE_OK else { throw unsafe Self.failure(code, reason: String(cString: reason)) }
        var status = 0
        try unsafe Self.check(curl_easy_getinfo_long(handle, CURLINFO_RESPONSE_CODE, &status))
        return status
    }

    private static func check(_ code: CURLcode) throws(HTTPClientError) {
        guard code == CURLE_OK else { throw failure(code) }
    }

    private static func failure(_ code: CURLcode, reason: String = "") -> HTTPClientError {
        if code == CURLE_OPERATION_TIMEDOUT { return .timedOut }
        return .transferFailed(reason: reason.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : reason)
    }
}
