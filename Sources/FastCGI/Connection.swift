import CFastCGI
import Glibc
import HTTP
import HTTPTypes

/// A connection of the web server: receives one request at a time, has it handled, sends the response.
///
/// It is read and written on the thread of its worker alone, handlers that suspend included: their tasks prefer that
/// worker as their executor. That is what `@unchecked` stands for.
final class Connection: @unchecked Sendable {
    /// The longest response that is written in one piece, in bytes: what fits one write of libfcgi's. Each connection's
    /// send buffer holds that much when the last response has been taken.
    private static let maxDirectResponse = 8_000

    let slot: Int
    private let descriptor: Int32
    private let worker: Worker
    private let exchange = FCGXRequest()
    private var state = State.idle
    private var assembler = RequestAssembler(maxBodyBytes: 0)
    private var task: Task<Void, Never>?
    private var keepsConnection = true
    private var hasUnseenInput = false
    private var deadline: ContinuousClock.Instant?
    private var unfinishedBytes = 0

    private enum State {
        case idle
        case receiving
        case handling
        case sending(Spool)
        case closed
    }

    private struct Spool {
        let file: Int32
        var offset = 0
        let length: Int
    }

    init(descriptor: Int32, slot: Int, worker: Worker) {
        self.descriptor = descriptor
        self.slot = slot
        self.worker = worker
    }

    /// No request is under way.
    var isIdle: Bool { if case .idle = state { true } else { false } }
    /// A handler has not answered yet.
    var isHandling: Bool { if case .handling = state { true } else { false } }

    /// The peer has sent bytes, made room for some, or left.
    func ready(_ events: UInt32) {
        switch state {
        case .idle:
            receiveFirst()
            if case .receiving = state { receiveMore() }
        case .receiving: receiveMore()
        case .handling:
            hasUnseenInput = true
            if events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 { task?.cancel() }
        case .sending(let spool): send(spool)
        case .closed: break
        }
    }

    /// Gives up when the peer has kept the connection waiting for too long.
    func expire(at now: ContinuousClock.Instant) {
        guard let deadline, deadline <= now else { return }
        close()
    }

    /// Cuts off what is under way.
    func cutOff() {
        task?.cancel()
        close()
    }

    // MARK: Receiving

    /// Looks before it reads: a request that has arrived whole, as almost all have, is left to libfcgi on the socket.
    private func receiveFirst() {
        let (count, error) = worker.receive(descriptor, peek: true)
        guard count > 0 else { return count < 0 && error == EAGAIN ? () : close() }
        assembler = RequestAssembler(maxBodyBytes: worker.configuration.maxBodyBytes)
        let progress = worker.withReceived(count) { assembler.consume($0) }
        if progress == .complete, assembler.answers.isEmpty {
            return exchange.accept(from: descriptor) ? handle() : lost()
        }
        // They were looked at and are still there.
        guard worker.receive(descriptor, peek: false, limit: count).count == count else { return close() }
        state = .receiving
        proceed(progress)
    }

    private func receiveMore() {
        while case .receiving = state {
            let (count, error) = worker.receive(descriptor, peek: false)
            guard count > 0 else { return count < 0 && error == EAGAIN ? wait() : close() }
            proceed(worker.withReceived(count) { assembler.consume($0) })
        }
    }

    private func proceed(_ progress: RequestAssembler.Progress) {
        let answers = assembler.takeAnswers()
        guard answers.isEmpty || worker.send(descriptor, answers) else { return close() }
        switch progress {
        case .incomplete: if assembler.isEmpty { state = .idle }
        case .complete: acceptFromMemory() ? handle() : close()
        case .violation(let reason): violate(reason)
        case .aborted: close()
        case .unknownRole(let id):
            _ = worker.send(descriptor, Record.unknownRole(requestID: id))
            violate("a role other than Responder")
        }
    }

    private func wait() {
        countUnfinished(assembler.body.count)
        guard worker.unfinishedBytes <= worker.maxUnfinishedBytes else { return violate("too many unfinished bodies") }
        setDeadline(.now + worker.configuration.ioTimeout)
    }

    private func violate(_ reason: StaticString) {
        worker.report(.protocolViolation(reason: reason))
        close()
    }

    private func acceptFromMemory() -> Bool {
        let records = Record.request(
            id: assembler.requestID,
            role: assembler.role,
            keepsConnection: assembler.keepsConnection,
            parameters: assembler.parameters
        )
        let file = unsafe memfd_create("fastcgi-request", MFD_CLOEXEC)
        guard file >= 0 else { return false }
        let written = unsafe records.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
        guard written == records.count, lseek(file, 0, SEEK_SET) == 0 else {
            Glibc.close(file)
            return false
        }
        guard exchange.accept(from: file) else { return false }
        exchange.attach(descriptor)
        Glibc.close(file)
        return true
    }

    // MARK: Handling

    private func handle() {
        state = .handling
        hasUnseenInput = false
        countUnfinished(0)
        setDeadline(nil)
        keepsConnection = assembler.keepsConnection
        let parameters = Parameters(wellFormed: assembler.parameters)
        guard let method = parameters.method, let target = parameters.metaVariable("REQUEST_URI") else {
            worker.report(.missingParameter)
            return respond(.internalServerError, to: .get)
        }
        guard !assembler.isBodyTooLong else { return respond(.contentTooLarge, to: method) }
        let request = Request(method: method, target: target, source: parameters, body: assembler.body)
        assembler = RequestAssembler(maxBodyBytes: 0)
        let task = Task.immediate(executorPreference: worker) { [self] in
            let response = await worker.response(to: request)
            respond(response, to: method)
        }
        if case .handling = state { self.task = task }
    }

    // MARK: Sending

    private func respond(_ response: Response, to method: HTTPRequest.Method) {
        task = nil
        guard case .handling = state else { return }
        let bytes = response.cgiBytes(omittingBody: method == .head)
        if bytes.count <= Self.maxDirectResponse {
            exchange.put(bytes)
            exchange.finish() ? sent() : lost()
        } else {
            spool(bytes)
        }
    }

    private func spool(_ bytes: [UInt8]) {
        let file = unsafe memfd_create("fastcgi-response", MFD_CLOEXEC)
        guard file >= 0 else { return close() }
        exchange.attach(file)
        exchange.put(bytes)
        guard exchange.finish() else { return close() }
        send(Spool(file: file, length: Int(lseek(file, 0, SEEK_CUR))))
    }

    private func send(_ spool: Spool) {
        var spool = spool
        state = .sending(spool)
        while spool.offset < spool.length {
            let (count, error) = worker.send(descriptor, file: spool.file, offset: spool.offset)
            if count < 0 {
                guard error == EAGAIN else { return close() }
                worker.watchWrites(descriptor, slot, true)
                return setDeadline(.now + worker.configuration.ioTimeout)
            }
            spool.offset += count
            state = .sending(spool)
        }
        Glibc.close(spool.file)
        state = .handling
        worker.watchWrites(descriptor, slot, false)
        sent()
    }

    private func sent() {
        guard keepsConnection, !worker.isStopping else { return close() }
        state = .idle
        setDeadline(nil)
        // What arrived while the handler ran was announced once and will not be again.
        if hasUnseenInput { ready(0) }
    }

    // MARK: Closing

    private func setDeadline(_ new: ContinuousClock.Instant?) {
        worker.countWaiting((new == nil ? 0 : 1) - (deadline == nil ? 0 : 1))
        deadline = new
    }

    private func countUnfinished(_ bytes: Int) {
        worker.unfinishedBytes += bytes - unfinishedBytes
        unfinishedBytes = bytes
    }

    /// Closes it, whatever is under way.
    func close() {
        if case .closed = state { return }
        if case .sending(let spool) = state { Glibc.close(spool.file) }
        Glibc.close(descriptor)
        closed()
    }

    /// libfcgi has closed the descriptor already.
    private func lost() {
        closed()
    }

    private func closed() {
        state = .closed
        setDeadline(nil)
        countUnfinished(0)
        worker.remove(self)
    }
}

extension Parameters {
    fileprivate var method: HTTPRequest.Method? {
        metaVariable("REQUEST_METHOD").flatMap(HTTPRequest.Method.init(rawValue:))
    }
}
