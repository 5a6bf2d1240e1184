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
    /// Pieces that are received or sent before other connections have their turn.
    private static let piecesPerTurn = 4

    let slot: Int
    private let descriptor: Int32
    private let worker: Worker
    private let exchange = FCGXRequest()
    private var state = State.idle
    private var assembler = RequestAssembler(maxBodyBytes: 0)
    private var task: Task<Void, Never>?
    private var keepsConnection = true
    private var isPostponed = false
    private var hasUnseenInput = false
    private var hasPeerFinished = false
    private var deadline: ContinuousClock.Instant?
    private var heldBytes = 0

    private enum State {
        case idle
        case receiving
        case handling
        case sending(Spool)
        case closed
    }

    private struct Spool {
        let file: Int32
        let offset: Int
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
        // It would be announced once, and perhaps while a handler runs.
        if events & EPOLLRDHUP.rawValue != 0 { hasPeerFinished = true }
        if isHandling { hasUnseenInput = true }
        if !isPostponed { proceed() }
        if events & worker.leavingEvents != 0, isHandling { task?.cancel() }
    }

    /// Goes on after others had their turn.
    func takeTurn() {
        isPostponed = false
        proceed()
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

    private func proceed() {
        switch state {
        case .idle: receiveFirst()
        case .receiving: receiveMore()
        case .sending(let spool): send(spool)
        case .handling, .closed: break
        }
    }

    private func postpone() {
        isPostponed = true
        worker.postpone(self)
    }

    // MARK: Receiving

    /// Looks before it reads: a request that has arrived whole, as almost all have, is left to libfcgi on the socket.
    private func receiveFirst() {
        let (count, error) = worker.receive(descriptor, peek: true)
        guard count > 0 else { return count < 0 && error == EAGAIN ? () : close() }
        assembler = RequestAssembler(maxBodyBytes: worker.configuration.maxBodyBytes)
        let progress = worker.withReceived(count) { assembler.consume($0) }
        if progress == .complete, assembler.isPlain {
            return exchange.accept(from: descriptor) ? handle() : lost()
        }
        // They were looked at and are still there.
        guard worker.receive(descriptor, peek: false, limit: count).count == count else { return close() }
        state = .receiving
        take(progress)
        if isIdle || isReceiving { postpone() }
    }

    private var isReceiving: Bool { if case .receiving = state { true } else { false } }

    private func receiveMore() {
        for _ in 0..<Self.piecesPerTurn {
            let (count, error) = worker.receive(descriptor, peek: false)
            guard count > 0 else { return count < 0 && error == EAGAIN ? wait() : close() }
            take(worker.withReceived(count) { assembler.consume($0) })
            guard isReceiving else { return }
        }
        postpone()
    }

    private func take(_ progress: RequestAssembler.Progress) {
        let answers = assembler.takeAnswers()
        guard answers.isEmpty || worker.send(descriptor, answers) else { return close() }
        switch progress {
        case .incomplete:
            if assembler.isEmpty { state = .idle }
            if !hold(assembler.parameters.count + assembler.body.count) { violate("too many unfinished requests") }
        case .complete: acceptFromMemory() ? handle() : close()
        case .violation(let reason): violate(reason)
        case .aborted: close()
        case .unknownRole(let id):
            _ = worker.send(descriptor, Record.unknownRole(requestID: id))
            violate("a role other than Responder and Authorizer")
        }
    }

    private func wait() {
        setDeadline(.now + worker.configuration.ioTimeout)
    }

    private func violate(_ reason: String) {
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
        // When it refuses, it closes the file.
        guard exchange.accept(from: file) else { return false }
        exchange.attach(descriptor)
        Glibc.close(file)
        return true
    }

    // MARK: Handling

    private func handle() {
        state = .handling
        hasUnseenInput = false
        setDeadline(nil)
        keepsConnection = assembler.keepsConnection
        let parameters = Parameters(wellFormed: assembler.parameters, role: assembler.role)
        guard let method = parameters.method, let target = parameters.metaVariable("REQUEST_URI"), !target.isEmpty
        else {
            worker.report(.missingParameter)
            return respond(.internalServerError, to: .get)
        }
        if let refusal = refusal(parameters) {
            worker.report(.refused(Request(method: method, target: target, source: parameters), refusal))
            return respond(refusal, to: method)
        }
        let request = Request(method: method, target: target, source: parameters, body: assembler.body)
        assembler = RequestAssembler(maxBodyBytes: 0)
        let task = Task.immediate(executorPreference: worker) { [self] in
            let response = await worker.response(to: request)
            respond(response, to: method)
        }
        if isHandling { self.task = task }
    }

    private func refusal(_ parameters: Parameters) -> Response? {
        guard !assembler.isBodyTooLong else { return .contentTooLarge }
        // An empty body is one that the web server keeps to itself.
        guard assembler.body.isEmpty || parameters.announces(bodyLength: assembler.body.count) else {
            return .badRequest
        }
        return hold(assembler.body.count) ? nil : .serviceUnavailable
    }

    // MARK: Sending

    private func respond(_ response: Response, to method: HTTPRequest.Method) {
        task = nil
        guard isHandling else { return }
        _ = hold(0)
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
        send(Spool(file: file, offset: 0, length: Int(lseek(file, 0, SEEK_CUR))))
    }

    private func send(_ spool: Spool) {
        state = .sending(spool)
        var offset = spool.offset
        var pieces = 0
        while offset < spool.length, pieces < Self.piecesPerTurn {
            let (count, error) = worker.send(descriptor, file: spool.file, offset: offset)
            if count < 0 {
                guard error == EAGAIN else { return close() }
                worker.watchWrites(descriptor, slot, true)
                return wait()
            }
            offset += count
            pieces += 1
            state = .sending(Spool(file: spool.file, offset: offset, length: spool.length))
        }
        guard offset == spool.length else { return postpone() }
        Glibc.close(spool.file)
        state = .handling
        // This announces anew what has arrived meanwhile.
        worker.watchWrites(descriptor, slot, false)
        sent()
    }

    private func sent() {
        guard keepsConnection, !hasPeerFinished, !worker.isStopping else { return close() }
        state = .idle
        setDeadline(nil)
        // What arrived while the handler ran was announced once and will not be again.
        if hasUnseenInput { proceed() }
    }

    // MARK: Closing

    private func setDeadline(_ new: ContinuousClock.Instant?) {
        worker.countWaiting((new == nil ? 0 : 1) - (deadline == nil ? 0 : 1))
        deadline = new
    }

    /// Counts the bytes that this connection keeps.
    ///
    /// - Returns: `false` when all connections of the worker together keep too many.
    private func hold(_ bytes: Int) -> Bool {
        worker.heldBytes += bytes - heldBytes
        heldBytes = bytes
        return worker.heldBytes <= worker.maxHeldBytes
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
        _ = hold(0)
        worker.remove(self)
    }
}

extension Parameters {
    fileprivate var method: HTTPRequest.Method? {
        metaVariable("REQUEST_METHOD").flatMap(HTTPRequest.Method.init(rawValue:))
    }

    /// The body is as long as the web server says it is, or it does not say (FastCGI 1.0 §6.2).
    fileprivate func announces(bodyLength: Int) -> Bool {
        guard let announced = metaVariable("CONTENT_LENGTH"), !announced.isEmpty else { return true }
        return Int(announced) == bodyLength
    }
}
