import CFastCGI
import Glibc

/// One `FCGX_Request` and its streams, which libfcgi reads and writes through a descriptor of our choice.
///
/// libfcgi blocks on its descriptor and may close it. So it only ever reads bytes that have arrived, or an anonymous file
/// in memory; and after each call the owner learns whether the descriptor is still open.
@safe
struct FCGXRequest: ~Copyable {
    /// libfcgi's streams keep the address of their request, so it has one of its own that never changes.
    private let request: UnsafeMutablePointer<FCGX_Request>

    init() {
        unsafe request = .allocate(capacity: 1)
        // No listener: on a broken connection libfcgi would accept another one by itself, and block on it.
        unsafe FCGX_InitRequest(request, -1, 0)
    }

    deinit {
        unsafe FCGX_Free(request, 0)
        unsafe request.deallocate()
    }

    /// Reads a request that has arrived whole, its body thrown away.
    ///
    /// - Returns: `false` when libfcgi refused it and closed `descriptor`.
    func accept(from descriptor: Int32) -> Bool {
        attach(descriptor)
        guard unsafe FCGX_Accept_r(request) == 0 else { return false }
        unsafe withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { scratch in
            while unsafe FCGX_GetStr(scratch.baseAddress, Int32(scratch.count), request.pointee.in) > 0 {}
        }
        return true
    }

    /// Reads a request from memory.
    ///
    /// - Returns: `false` when libfcgi refused it, or when there was no memory for it.
    func accept(_ records: [UInt8]) -> Bool {
        let file = unsafe memfd_create("fastcgi-request", MFD_CLOEXEC)
        guard file >= 0 else { return false }
        let written = unsafe records.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
        guard written == records.count, lseek(file, 0, SEEK_SET) == 0 else {
            Glibc.close(file)
            return false
        }
        // When it refuses, it closes the file.
        guard accept(from: file) else { return false }
        Glibc.close(file)
        return true
    }

    /// Lets libfcgi use `descriptor` from now on.
    func attach(_ descriptor: Int32) {
        unsafe request.pointee.ipcFd = descriptor
        unsafe request.pointee.keepConnection = 1
        // A close would otherwise linger: up to two seconds of poll(2) on the worker's own thread.
        unsafe request.pointee.detached = 1
    }

    /// Adds to the response.
    func put(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            _ = unsafe buffer.withMemoryRebound(to: CChar.self) {
                unsafe FCGX_PutStr($0.baseAddress, Int32($0.count), request.pointee.out)
            }
        }
    }

    /// Ends the response, which writes what is left of it.
    ///
    /// - Returns: `false` when writing failed and libfcgi closed the descriptor.
    func finish() -> Bool {
        // libfcgi took over the flag of the request; whether to close is the connection's decision.
        unsafe request.pointee.keepConnection = 1
        unsafe FCGX_Finish_r(request)
        defer { unsafe request.pointee.ipcFd = -1 }
        return unsafe request.pointee.ipcFd >= 0
    }
}

extension FCGXRequest {
    /// Must have been called before the first request is made, where no other thread changes signals.
    static func initialiseLibrary() {
        _ = isLibraryInitialised
    }

    private static let isLibraryInitialised: Bool = {
        // FCGX_Init takes these signals where they are at their default; they belong to the process.
        var terminate = sigaction()
        var user = sigaction()
        unsafe sigaction(SIGTERM, nil, &terminate)
        unsafe sigaction(SIGUSR1, nil, &user)
        let result = FCGX_Init()
        unsafe sigaction(SIGTERM, &terminate, nil)
        unsafe sigaction(SIGUSR1, &user, nil)
        // libfcgi writes to connections whose peer may have left.
        signal(SIGPIPE, SIG_IGN)
        return result == 0
    }()
}
