import Glibc
import Testing

@testable import FastCGI

@Suite("Listener", .blocking)
struct ListenerTests {
    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    private func listen(_ path: String, mode: UInt16 = 0o660) throws(ListenError) -> Listener {
        try Listener(.unix(path: path), socketMode: mode)
    }

    @Test("a Unix socket has the mode asked for, whatever the umask", arguments: [0o600, 0o660, 0o666] as [UInt16])
    func socketMode(mode asked: UInt16) throws {
        let path = TemporaryPath.make()
        let listener = try listen(path, mode: asked)
        #expect(mode(path) == mode_t(asked))
        let description = listener.description
        #expect(description == "unix:\(path)")
        let isTCP = listener.isTCP, isInherited = listener.isInherited
        #expect(!isTCP && !isInherited)
    }

    @Test("the file goes with the listener")
    func removesItsFile() throws {
        let path = TemporaryPath.make()
        do {
            let listener = try listen(path)
            #expect(mode(path) != nil)
            _ = listener.descriptor
        }
        #expect(mode(path) == nil)
    }

    @Test("the socket of a process that is gone is replaced")
    func stale() throws {
        let path = TemporaryPath.make()
        var address = try #require(SocketAddress(.unix(path: path)))
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #expect(address.bind(descriptor) == 0)
        close(descriptor)
        #expect(mode(path) != nil)
        let listener = try listen(path)
        _ = try Peer(listener.address)
    }

    @Test("a socket on which a process listens is left alone")
    func live() throws {
        let path = TemporaryPath.make()
        let first = try listen(path)
        let error = #expect(throws: ListenError.self) { _ = try self.listen(path) }
        #expect(error?.description == "bind unix:\(path): another process listens on it")
        _ = try Peer(first.address)
    }

    @Test("a live socket is left alone when its backlog is full")
    func liveAndFull() throws {
        let path = TemporaryPath.make()
        var address = try #require(SocketAddress(.unix(path: path)))
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer {
            close(descriptor)
            unsafe unlink(path)
        }
        #expect(address.bind(descriptor) == 0)
        #expect(Glibc.listen(descriptor, 0) == 0)
        let waiting = try Peer(.unix(path: path))
        #expect(throws: ListenError.self) { _ = try self.listen(path) }
        withExtendedLifetime(waiting) {}
    }

    @Test("a file that is no socket is left alone")
    func noSocket() throws {
        let path = TemporaryPath.make()
        close(unsafe open(path, O_CREAT | O_WRONLY, 0o600))
        defer { unsafe unlink(path) }
        let error = #expect(throws: ListenError.self) { _ = try self.listen(path) }
        #expect(error?.description == "bind unix:\(path): a file that is no socket")
        #expect(mode(path) == 0o600)
    }

    @Test("a directory that is not there is named")
    func noDirectory() {
        let error = #expect(throws: ListenError.self) { _ = try self.listen("/nowhere/at/all.sock") }
        #expect(error?.description == "bind unix:/nowhere/at/all.sock: No such file or directory")
    }

    @Test("TCP is listened on, IPv4 and IPv6", arguments: [TestServer.Kind.ipv4, .ipv6])
    func tcp(kind: TestServer.Kind) throws {
        let listener = try Listener(kind.address)
        let isTCP = listener.isTCP
        #expect(isTCP)
        _ = try Peer(listener.address)
    }

    @Test("a TCP port that is taken is refused")
    func tcpTaken() throws {
        let first = try Listener(.tcp(host: "127.0.0.1", port: 0))
        let address = first.address
        let error = #expect(throws: ListenError.self) { _ = try Listener(address) }
        #expect(error?.description == "bind \(address): Address already in use")
    }

    @Test("a host that is no number is no address")
    func hostName() {
        #expect(throws: ListenError.self) { _ = try Listener(.tcp(host: "no.such.host.invalid", port: 1)) }
    }

    @Test("nothing is closed twice, and nothing stays open")
    func descriptors() async {
        await #expect(processExitsWith: .success) {
            let path = TemporaryPath.make()
            let before = openDescriptors()
            for _ in 0..<3 {
                let listener = try Listener(.unix(path: path))
                let second: String? = (try? Listener(.unix(path: path)))?.description
                guard second == nil else { exit(1) }
                guard openDescriptors() == before + 1 else { exit(2) }
                _ = listener.descriptor
            }
            exit(openDescriptors() == before ? 0 : 3)
        }
    }
}

@Suite("Listener that was handed over")
struct InheritedListenerTests {
    @Test("there is none")
    func none() async {
        await #expect(processExitsWith: .success) {
            unset("LISTEN_FDS")
            let description: String? = try Listener.inherited()?.description
            exit(description == nil ? 0 : 1)
        }
    }

    @Test("by systemd on descriptor 3, made non-blocking, and kept from children")
    func systemd() async {
        await #expect(processExitsWith: .success) {
            handOver(3, listening: true)
            guard let listener = try Listener.inherited() else { exit(1) }
            let isGood =
                listener.descriptor == 3 && listener.isInherited && fcntl(3, F_GETFL) & O_NONBLOCK != 0
                && fcntl(3, F_GETFD) & FD_CLOEXEC != 0
            exit(isGood ? 0 : 2)
        }
    }

    @Test("by systemd to another process: it is not ours")
    func anotherProcess() async {
        await #expect(processExitsWith: .success) {
            handOver(3, listening: true)
            set("LISTEN_PID", "1")
            let description: String? = try Listener.inherited()?.description
            exit(description == nil ? 0 : 1)
        }
    }

    @Test("by systemd, two: which one?")
    func two() async {
        await #expect(processExitsWith: .success) {
            handOver(3, listening: true)
            set("LISTEN_FDS", "2")
            do throws(ListenError) {
                _ = try Listener.inherited()
                exit(1)
            } catch {
                exit(error.description == "LISTEN_FDS is 2: expected one socket" ? 0 : 2)
            }
        }
    }

    @Test("by systemd, but it does not listen")
    func notListening() async {
        await #expect(processExitsWith: .success) {
            handOver(3, listening: false)
            do throws(ListenError) {
                _ = try Listener.inherited()
                exit(1)
            } catch {
                exit(error.description == "descriptor 3 is not a listening stream socket" ? 0 : 2)
            }
        }
    }

    @Test("by a spawner on descriptor 0, and its file stays when we leave")
    func descriptorZero() async {
        await #expect(processExitsWith: .success) {
            unset("LISTEN_FDS")
            let path = handOver(0, listening: true)
            do {
                guard let listener = try Listener.inherited() else { exit(1) }
                guard listener.descriptor == 0 else { exit(2) }
            }
            exit(isThere(path) ? 0 : 3)
        }
    }
}

/// Puts a Unix socket on `target`, as systemd or a spawner would, and says so in the environment for descriptor 3.
@discardableResult
private func handOver(_ target: Int32, listening: Bool) -> String {
    let path = TemporaryPath.make()
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard var address = SocketAddress(.unix(path: path)), address.bind(descriptor) == 0 else { exit(90) }
    if listening { listen(descriptor, 8) }
    guard dup2(descriptor, target) == target else { exit(91) }
    if target == 3 {
        unsafe setenv("LISTEN_FDS", "1", 1)
        unsafe setenv("LISTEN_PID", String(getpid()), 1)
    }
    return path
}
