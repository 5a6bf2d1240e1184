import CFastCGI
import Glibc

/// One `FCGX_Request`: libfcgi has read its parameters, and writes its response through a descriptor of our choice.
///
/// It belongs to the thread that made it, which is asserted wherever it changes. What it holds of the request, its
/// environment, never changes once it is made: any thread may read that, for as long as it keeps this object.
@safe
final class FCGXRequest: @unchecked Sendable {
    /// libfcgi's streams keep the address of their request, so it has one of its own that never changes.
    private let request: UnsafeMutablePointer<FCGX_Request>
    private let thread = pthread_self()

    /// Reads the request in `file`.
    ///
    /// `nil` when libfcgi refused it, which closes the file.
    init?(from file: borrowing RequestFile) {
        unsafe request = .allocate(capacity: 1)
        // No listener: on a broken connection libfcgi would accept another one by itself, and block on it.
        unsafe FCGX_InitRequest(request, -1, 0)
        unsafe request.pointee.ipcFd = file.descriptor
        unsafe request.pointee.keepConnection = 1
        guard unsafe FCGX_Accept_r(request) == 0 else { return nil }
    }

    deinit {
        unsafe FCGX_Free(request, 0)
        unsafe request.deallocate()
    }

    /// Writes the response `bytes`, and its end, through `descriptor`, which stays open.
    ///
    /// - Returns: `false` when writing failed.
    func respond(_ bytes: [UInt8], through descriptor: Int32) -> Bool {
        assertConfined()
        unsafe request.pointee.ipcFd = descriptor
        unsafe bytes.withUnsafeBufferPointer { buffer in
            _ = unsafe buffer.withMemoryRebound(to: CChar.self) {
                unsafe FCGX_PutStr($0.baseAddress, Int32($0.count), request.pointee.out)
            }
        }
        // FCGX_Finish_r does the same, and frees the environment, which somebody may still read.
        let failures = unsafe FCGX_FClose(request.pointee.err) | FCGX_FClose(request.pointee.out)
        unsafe request.pointee.ipcFd = -1
        return failures == 0
    }

    /// Its environment: `NAME=value`, each ended by a zero byte.
    func forEachVariable(_ body: (UnsafePointer<CChar>) -> Bool) {
        guard var variable = unsafe request.pointee.envp else { return }
        while let text = unsafe variable.pointee {
            guard unsafe body(text) else { return }
            unsafe variable += 1
        }
    }

    /// The value of the first variable with this name.
    ///
    /// Six names are looked for in every request, among some twenty variables, most of which differ in the first byte.
    func variable(named name: StaticString) -> UnsafePointer<CChar>? {
        guard var next = unsafe request.pointee.envp else { return nil }
        let length = name.utf8CodeUnitCount
        let start = unsafe UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
        while let variable = unsafe next.pointee {
            if unsafe variable.pointee == start.pointee, unsafe strncmp(variable, start, length) == 0,
                unsafe variable[length] == CChar(bitPattern: UInt8(ascii: "="))
            {
                return unsafe UnsafePointer(variable) + length + 1
            }
            unsafe next += 1
        }
        return nil
    }

    private func assertConfined() {
        assert(pthread_equal(thread, pthread_self()) != 0, "a request is answered on the thread that read it")
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
