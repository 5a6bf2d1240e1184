import CCurl
import Glibc

/// libcurl's handle for many transfers at once, with the connections that they leave open. It belongs to one thread.
@safe
struct CurlMulti: ~Copyable {
    private let handle: UnsafeMutableRawPointer

    init(mostConnectionsKept: Int) throws(HTTPClientError) {
        guard let handle = unsafe curl_multi_init() else { throw CurlTransfer.failure(CURLE_OUT_OF_MEMORY) }
        unsafe self.handle = handle
        _ = unsafe curl_multi_setopt_long(handle, CURLMOPT_MAXCONNECTS, mostConnectionsKept)
    }

    /// Every transfer must have been removed.
    deinit {
        unsafe curl_multi_cleanup(handle)
    }

    /// Starts a transfer, which must stay where it is until it is removed.
    func add(_ transfer: borrowing CurlTransfer) throws(HTTPClientError) {
        guard unsafe curl_multi_add_handle(handle, transfer.handle) == CURLM_OK else {
            throw CurlTransfer.failure(CURLE_OUT_OF_MEMORY)
        }
    }

    /// Ends a transfer that has come to its end, or has not. Its connection stays if it can.
    func remove(_ transfer: borrowing CurlTransfer) {
        unsafe curl_multi_remove_handle(handle, transfer.handle)
    }

    /// Sends and receives what can be without waiting.
    func perform() {
        var running: Int32 = 0
        _ = unsafe curl_multi_perform(handle, &running)
    }

    /// A transfer that has come to its end, which is to be removed.
    func nextDone() -> (transfer: CurlTransfer.Identity, code: CURLcode)? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(handle, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle else {
                continue
            }
            return unsafe (CurlTransfer.Identity(easy), curl_message_result(message))
        }
        return nil
    }

    /// Waits until there is something to do, or to be read from `descriptor`, and not longer than that.
    func wait(for timeout: Duration, orFor descriptor: Int32) {
        var descriptor = curl_waitfd(fd: descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        let milliseconds = Int32(min(max(timeout, .zero), .seconds(60)) / .milliseconds(1)) + 1
        _ = unsafe curl_multi_poll(handle, &descriptor, 1, milliseconds, nil)
    }
}

extension CurlTransfer {
    /// What tells a handle from others that there are at the same time.
    struct Identity: Hashable {
        private let address: UInt

        init(_ handle: UnsafeMutableRawPointer) {
            address = UInt(bitPattern: handle)
        }
    }

    var identity: Identity { unsafe Identity(handle) }
}
