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
    private var hasPeerLeft = false
    private var deadline: ContinuousClock.Instant?
    private var keptBytes = 0
    /// Somebody has been asked whether the body is read.
    private var isBodyJudged = false
    /// That of the last request that was answered.
    private var answeredID: UInt16?

    private enum State {
        case idle
        case receiving
        case handling
        case sending(Spool)
        case closed
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
        if events & worker.leavingEvents != 0 { hasPeerLeft = true }
        if isHandling { hasUnseenInput = true }
        if !isPostponed { proceed() }
        if hasPeerLeft { task?.cancel() }
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

    /// The server stops: there is no request under way, but there may be one on its way.
    ///
    /// A web server that keeps this connection finds something to read on it where nothing should be, and closes it. One
    /// that has just put its next request on it finds an empty stream of error messages before its answer, which is none:
    /// FastCGI has no other way to close a connection without losing the request that crosses the close.
    func takeLeave() {
        guard isIdle else { return }
        if let id = answeredID, !TransferBuffer.send(descriptor, Record.endOfErrors(requestID: id)) { return close() }
        setDeadline(.now + ServerConfiguration.leave)
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
        let (count, error) = worker.buffer.receive(descriptor, peek: true)
        guard count > 0 else { return count < 0 && error == EAGAIN ? () : close() }
        assembler = RequestAssembler(maxBodyBytes: worker.configuration.maxBodyBytes)
        isBodyJudged = false
        let progress = worker.buffer.withReceived(count) { assembler.consume($0) }
        if progress == .complete, assembler.isPlain {
            return exchange.accept(from: descriptor) ? handle() : lost()
        }
        // They were looked at and are still there.
        guard worker.buffer.receive(descriptor, peek: false, limit: count).count == count else { return close() }
        state = .receiving
        take(progress)
        if isIdle || isReceiving { postpone() }
    }

    private var isReceiving: Bool { if case .receiving = state { true } else { false } }

    private func receiveMore() {
        for _ in 0..<Self.piecesPerTurn {
            let (count, error) = worker.buffer.receive(descriptor, peek: false)
            guard count > 0 else { return count < 0 && error == EAGAIN ? wait() : close() }
            take(worker.buffer.withReceived(count) { assembler.consume($0) })
            guard isReceiving else { return isIdle ? postpone() : () }
        }
        postpone()
    }

    private func take(_ progress: RequestAssembler.Progress) {
        let answers = assembler.takeAnswers()
        guard answers.isEmpty || TransferBuffer.send(descriptor, answers) else { return close() }
        switch progress {
        case .incomplete:
            assembler.isEmpty ? rest() : keepUnfinished()
        case .complete: acceptFromMemory() ? handle() : close()
        case .violation(let reason): violate(reason)
        case .aborted: close()
        case .unknownRole(let id):
            _ = TransferBuffer.send(descriptor, Record.unknownRole(requestID: id))
            violate("a role other than Responder and Authorizer")
        }
    }

    /// Keeps no more than there is room for.
    private func keepUnfinished() {
        dropUnreadBody()
        guard !keep(assembler.keptBytes) else { return }
        tellOverload()
        assembler.throwAway()
        _ = keep(0)
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
        guard exchange.accept(records) else { return false }
        exchange.attach(descriptor)
        return true
    }

    // MARK: Handling

    private func handle() {
        state = .handling
        hasUnseenInput = false
        setDeadline(nil)
        keepsConnection = assembler.keepsConnection
        answeredID = assembler.requestID
        guard !assembler.isThrownAway else { return respond(.serviceUnavailable, to: .get) }
        dropUnreadBody()
        let parameters = parameters
        guard let request = request(parameters, body: assembler.body) else {
            worker.report(.missingParameter)
            return respond(.internalServerError, to: .get)
        }
        if let refusal = refusal(parameters) {
            worker.report(.refused(request, refusal))
            return respond(refusal, to: request.method)
        }
        ask(request, RequestCost.waiting(parameters: assembler.parameters.count, body: assembler.body.count))
    }

    /// Lets the handler answer now, or wait if there is room for a request that costs this much.
    private func ask(_ request: Request, _ cost: Int) {
        assembler = RequestAssembler(maxBodyBytes: 0)
        let task = Task.immediate(executorPreference: worker) { [self] in
            let response = await worker.response(to: request)
            respond(response, to: request.method)
        }
        guard isHandling else { return }
        self.task = task
        if hasPeerLeft { task.cancel() }
        guard !keep(cost) else { return }
        tellOverload()
        task.cancel()
    }

    private var parameters: Parameters { Parameters(wellFormed: assembler.parameters, role: assembler.role) }

    private func request(_ parameters: Parameters, body: [UInt8]) -> Request? {
        guard let method = parameters.method, let target = parameters.target else { return nil }
        return Request(method: method, target: target, source: parameters, body: body)
    }

    /// Keeps nothing of a body that nobody will read.
    private func dropUnreadBody() {
        guard !isBodyJudged, !assembler.body.isEmpty else { return }
        isBodyJudged = true
        if let request = request(parameters, body: []), !worker.pool.handler.readsBody(of: request) {
            assembler.dropBody()
        }
    }

    private func refusal(_ parameters: Parameters) -> Response? {
        guard !assembler.isBodyTooLong else { return .contentTooLarge }
        // An empty body is one that the web server keeps to itself.
        guard assembler.bodyLength == 0 || parameters.announces(bodyLength: assembler.bodyLength) else {
            return .badRequest
        }
        return nil
    }

    // MARK: Sending

    private func respond(_ response: Response, to method: HTTPRequest.Method) {
        task = nil
        guard isHandling else { return }
        _ = keep(0)
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
            let (count, error) = worker.buffer.send(descriptor, file: spool.file, offset: offset)
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
        guard keepsConnection, !hasPeerFinished else { return close() }
        rest()
        // What arrived while the handler ran was announced once and will not be again.
        if hasUnseenInput { proceed() }
    }

    /// No request is under way any more.
    private func rest() {
        state = .idle
        setDeadline(nil)
        _ = keep(0)
        if worker.isStopping { takeLeave() }
    }

    // MARK: Closing

    private func setDeadline(_ new: ContinuousClock.Instant?) {
        worker.countWaiting((new == nil ? 0 : 1) - (deadline == nil ? 0 : 1))
        deadline = new
    }

    /// Counts the bytes that this connection keeps.
    ///
    /// - Returns: `false` when there is no room for more.
    private func keep(_ bytes: Int) -> Bool {
        guard bytes == keptBytes || worker.pool.budget.change(by: bytes - keptBytes) else { return false }
        keptBytes = bytes
        return true
    }

    private func tellOverload() {
        if worker.pool.budget.mustTell() { worker.report(.overloaded) }
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
        _ = keep(0)
        worker.remove(self)
    }
}
