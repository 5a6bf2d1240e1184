import CCurl
import Glibc

/// One libcurl handle: it serves one transfer at a time.
@safe
struct CurlTransfer: ~Copyable {
    let handle: UnsafeMutableRawPointer
    /// Given to libcurl by address, so they live until another takes their place.
    private var lists: [UInt32: UnsafeMutablePointer<curl_slist>] = unsafe [:]

    /// libcurl's process-wide start, which must come before the first handle, once.
    private static let started = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    init() throws(HTTPClientError) {
        try Self.check(Self.started)
        guard let handle = unsafe curl_easy_init() else { throw Self.failure(CURLE_OUT_OF_MEMORY) }
        unsafe self.handle = handle
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe lists.values.forEach { list in unsafe curl_slist_free_all(list) }
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
        let earlier = unsafe lists.updateValue(list, forKey: option.rawValue)
        defer { unsafe curl_slist_free_all(earlier) }
        try unsafe Self.check(curl_easy_setopt_list(handle, option, list))
    }

    /// Lets no connection be tried but to addresses of the public Internet. `answer` learns of others.
    func refusePrivateAddresses(for answer: ReceivedAnswer) throws(HTTPClientError) {
        let makeSocket:
            @convention(c) (
                UnsafeMutableRawPointer?, curlsocktype, UnsafeMutablePointer<curl_sockaddr>?
            ) -> curl_socket_t = { context, _, target in
                guard let context = unsafe context, let target = unsafe target else { return CURL_SOCKET_BAD }
                guard unsafe CurlTransfer.address(of: target)?.isPublic == true else {
                    unsafe Unmanaged<ReceivedAnswer>.fromOpaque(context).takeUnretainedValue().refuseAddress()
                    return CURL_SOCKET_BAD
                }
                let kind = unsafe target.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
                return unsafe socket(target.pointee.family, kind, target.pointee.protocol)
            }
        let context = unsafe Unmanaged.passUnretained(answer).toOpaque()
        try unsafe Self.check(curl_easy_setopt_pointer(handle, CURLOPT_OPENSOCKETDATA, context))
        try unsafe Self.check(curl_easy_setopt_opensocket(handle, makeSocket))
    }

    /// libcurl declares the address as a `sockaddr`, with the room of a longer one.
    private static func address(of target: UnsafeMutablePointer<curl_sockaddr>) -> IPAddress? {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        let start = unsafe UnsafeRawPointer(target) + offset
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(target.pointee.addrlen))
        return unsafe IPAddress(family: target.pointee.family, socketAddress: bytes)
    }

    /// Fetches `url` into `answer` and returns the status.
    func perform(_ url: borrowing CurlURL, into answer: ReceivedAnswer) throws(HTTPClientError) -> Int {
        try prepare(url, into: answer)
        let code = withExtendedLifetime(answer) { unsafe curl_easy_perform(handle) }
        return try status(code)
    }

    /// Has the next transfer fetch `url` into `answer`, both of which must outlive it.
    func prepare(_ url: borrowing CurlURL, into answer: ReceivedAnswer) throws(HTTPClientError) {
        try unsafe Self.check(curl_easy_setopt_url(handle, url.handle))
        try receive(into: answer)
    }

    /// The status of the answer to a transfer that ended so.
    func status(_ code: CURLcode) throws(HTTPClientError) -> Int {
        guard code == CURLE_OK else { throw failure(code) }
        return try number(CURLINFO_RESPONSE_CODE)
    }

    /// Whether the connection was to an address of the public Internet.
    func isFromPublicAddress() throws(HTTPClientError) -> Bool {
        var text: UnsafeMutablePointer<CChar>?
        try unsafe Self.check(curl_easy_getinfo_string(handle, CURLINFO_PRIMARY_IP, &text))
        guard let text = unsafe text, let address = unsafe IPAddress(String(cString: text)) else { return true }
        return address.isPublic
    }

    /// When the certificate of the other side ends, in seconds since 1970; `nil` if it had none.
    func certificateExpiry() -> Int? {
        var info: UnsafeMutablePointer<curl_certinfo>?
        guard unsafe curl_easy_getinfo_certificates(handle, &info) == CURLE_OK, let info = unsafe info,
            unsafe info.pointee.num_of_certs > 0, let lists = unsafe info.pointee.certinfo
        else { return nil }
        // The first one is its own, and the others vouch for it.
        var line = unsafe lists.pointee
        let name = "Expire date:"
        while let item = unsafe line {
            if let text = unsafe item.pointee.data, unsafe strncmp(text, name, name.utf8.count) == 0 {
                let time = unsafe curl_getdate(text + name.utf8.count, nil)
                return time >= 0 ? time : nil
            }
            unsafe line = item.pointee.next
        }
        return nil
    }

    /// What went wrong, where a proxy was to connect.
    func proxyFailure(_ error: HTTPClientError) -> HTTPClientError {
        guard let status = try? number(CURLINFO_HTTP_CONNECTCODE) else { return error }
        if status == 0 {
            switch error {
            case .transferFailed(let reason): return .proxyFailed(reason: reason)
            case .timedOut: return .proxyFailed(reason: "There was no answer in time")
            default: return error
            }
        }
        return (200..<300).contains(status) ? error : .proxyRefused(status: status)
    }

    private func receive(into answer: ReceivedAnswer) throws(HTTPClientError) {
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
    }

    private func number(_ info: CURLINFO) throws(HTTPClientError) -> Int {
        var number = 0
        try unsafe Self.check(curl_easy_getinfo_long(handle, info, &number))
        return number
    }

    private static func check(_ code: CURLcode) throws(HTTPClientError) {
        guard code == CURLE_OK else { throw failure(code) }
    }

    static func failure(_ code: CURLcode) -> HTTPClientError {
        .transferFailed(reason: CurlFailure.reason(code))
    }

    private func failure(_ code: CURLcode) -> HTTPClientError {
        if code == CURLE_OPERATION_TIMEDOUT { return .timedOut }
        let osError = (try? number(CURLINFO_OS_ERRNO)) ?? 0
        let verifyResult = (try? number(CURLINFO_SSL_VERIFYRESULT)) ?? 0
        return .transferFailed(reason: CurlFailure.reason(code, osError: osError, verifyResult: verifyResult))
    }
}
