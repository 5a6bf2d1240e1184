import CFastCGI
import Glibc
import HTTP
import HTTPTypes

/// A connection of the web server: receives one request at a time, has it handled, sends the response.
///
/// It is its worker's, and not `Sendable`: a handler that suspends comes back to it through ``Confined``.
final class Connection {
    /// The longest response that is written in one piece, in bytes: what fits one write of libfcgi's. Each connection's
    /// send buffer holds that much when the last response has been taken.
    private static let maxDirectResponse = 8_000
    /// Pieces that are received or sent before other connections have their turn.
    private static let piecesPerTurn = 4

    let slot: Int
    private let loop: WorkerLoop
    private var descriptor: Descriptor?
    private let number: Int32
    private var state = State.idle
    private var assembler = RequestAssembler(maxBodyBytes: 0)
    /// Was asked whether it reads the body before all of that was there, and so answers the request, too.
    private var judge: (any Handler)?
    /// The request that has arrived whole, until it is answered.
    private var exchange: FCGXRequest?
    private var spool: Spool?
    private var task: Task<Void, Never>?
    private var share: BudgetShare
    private var keepsConnection = true
    private var isPostponed = false
    /// Its loop is told of what happens on it: once it has to wait.
    var isWatched = false
    private var hasUnseenInput = false
    private var hasPeerFinished = false
    private var hasPeerLeft = false
    private var deadline: ContinuousClock.Instant?
    /// Whether there is one: three times a request, and an instant of the standard library's is asked by way of its metadata.
    private var hasDeadline = false
    /// That of the last request that was answered.
    private var answeredID: UInt16?

    private enum State { case idle, receiving, handling, sending, closed }

    init(descriptor: consuming Descriptor, slot: Int, loop: WorkerLoop) {
        number = descriptor.number
        self.descriptor = consume descriptor
        self.slot = slot
        self.loop = loop
        share = BudgetShare(of: loop.context.budget)
        assembler = newAssembler()
    }

    /// A handler has not answered yet.
    var isHandling: Bool { state == .handling }
    /// There is more of a response than the peer had room for.
    var isSending: Bool { state == .sending }

    /// The peer has sent bytes, made room for some, or left.
    func ready(_ events: UInt32) {
        // It would be announced once, and perhaps while a handler runs.
        if events & EPOLLRDHUP.rawValue != 0 { hasPeerFinished = true }
        if events & loop.leavingEvents != 0 { hasPeerLeft = true }
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
        guard hasDeadline, let deadline, deadline <= now else { return }
        close()
    }

    /// The server stops: there is no request under way, but there may be one on its way.
    ///
    /// A web server that keeps this connection finds something to read on it where nothing should be, and closes it. One
    /// that has just put its next request on it finds an empty stream of error messages before its answer, which is none:
    /// FastCGI has no other way to close a connection without losing the request that crosses the close.
    func takeLeave() {
        guard state == .idle else { return }
        if let id = answeredID, !TransferBuffer.send(number, Record.endOfErrors(requestID: id)) { return close() }
        setDeadline(.now + ServerConfiguration.leave)
    }

    /// Cuts off what is under way.
    func cutOff() {
        task?.cancel()
        close()
    }

    private func proceed() {
        switch state {
        case .idle, .receiving: receive()
        case .sending: send()
        case .handling, .closed: break
        }
    }

    private func postpone() {
        isPostponed = true
        loop.postpone(self)
    }

    // MARK: Receiving

    private func newAssembler() -> RequestAssembler {
        RequestAssembler(maxBodyBytes: loop.context.configuration.maxBodyBytes)
    }

    private func receive() {
        for _ in 0..<Self.piecesPerTurn {
            let (count, error) = loop.buffer.receive(number)
            guard count > 0 else { return count < 0 && error == EAGAIN ? waitForMore() : close() }
            hasUnseenInput = false
            if assembler.isEmpty { assembler.exchangeParameters(with: &loop.scratch.parameters) }
            take(loop.buffer.withReceived(count) { assembler.consume($0) })
            // What did not fit was announced, too, and will not be again. Said only now: a request that has been answered
            // already must not receive the next from within, or a peer decides how deep that goes.
            if count == TransferBuffer.length { hasUnseenInput = true }
            guard state == .receiving else { return state == .idle && hasUnseenInput ? postpone() : () }
        }
        postpone()
    }

    private func take(_ progress: RequestAssembler.Progress) {
        let answers = assembler.takeAnswers()
        guard answers.isEmpty || TransferBuffer.send(number, answers) else { return close() }
        switch progress {
        case .incomplete:
            state = .receiving
            if !assembler.isEmpty { keepUnfinished() }
        case .complete: handle()
        case .violation(let reason): violate(reason)
        case .aborted: close()
        case .unknownRole(let id):
            _ = TransferBuffer.send(number, Record.unknownRole(requestID: id))
            violate("a role other than Responder and Authorizer")
        }
    }

    /// Keeps no more than there is room for, and nothing of a body that nobody will read.
    private func keepUnfinished() {
        guard !assembler.isThrownAway else { return }
        guard judgeBody() else { return close() }
        guard !share.keep(assembler.keptBytes) else { return }
        tellOverload()
        assembler.throwAway()
        _ = share.keep(0)
    }

    /// Asks whether the body is read as soon as that can be known. What libfcgi needs for it is let go: the rest of the body
    /// may take its time.
    ///
    /// - Returns: `false` when libfcgi refused the parameters.
    private func judgeBody() -> Bool {
        guard judge == nil, assembler.verdict == .readable else { return true }
        judge = loop.handler
        guard let exchange = loop.accept(assembler.requestID, assembler.role, assembler.parameters) else {
            return false
        }
        if let head = head(of: exchange), judge?.readsBody(of: head) == false { assembler.dropBody() }
        return true
    }

    private func waitForMore() {
        assembler.isEmpty ? rest() : setDeadline(.now + loop.context.configuration.ioTimeout)
    }

    private func violate(_ reason: String) {
        loop.context.report(.protocolViolation(reason: reason))
        close()
    }

    private func head(of exchange: FCGXRequest) -> Request? {
        let environment = Environment(exchange)
        guard let method = environment.method, let target = environment.target else { return nil }
        return Request(method: method, target: target, source: environment)
    }

    // MARK: Handling

    private func handle() {
        state = .handling
        clearDeadline()
        keepsConnection = assembler.keepsConnection
        answeredID = assembler.requestID
        let unread = refusalUnread()
        exchange = loop.accept(assembler.requestID, assembler.role, unread == nil ? assembler.parameters : [])
        assembler.exchangeParameters(with: &loop.scratch.parameters)
        Scratch.empty(&loop.scratch.parameters)
        guard let exchange else { return close() }
        if let unread { return respond(unread, to: .get) }
        guard let request = wholeRequest(exchange) else {
            loop.context.report(.missingParameter)
            return respond(.internalServerError, to: .get)
        }
        if let refusal = refusal(Environment(exchange)) {
            loop.context.report(.refused(request, refusal))
            return respond(refusal, to: request.method)
        }
        ask(request, RequestCost.waiting(parameters: assembler.parametersLength, body: request.body.count))
    }

    /// With its body, if somebody reads that.
    private func wholeRequest(_ exchange: FCGXRequest) -> Request? {
        let head = head(of: exchange)
        guard let head, !assembler.body.isEmpty else { return head }
        guard judge != nil || loop.handler.readsBody(of: head) else { return head }
        let source = Environment(exchange)
        return Request(method: head.method, target: head.target, source: source, body: assembler.takeBody())
    }

    /// That of a request of which nothing is known.
    private func refusalUnread() -> Response? {
        if assembler.isThrownAway { return .serviceUnavailable }
        guard assembler.verdict == .ambiguous else { return nil }
        loop.context.report(.ambiguousParameter)
        return .badRequest
    }

    private func refusal(_ environment: Environment) -> Response? {
        guard !assembler.isBodyTooLong else { return .contentTooLarge }
        // An empty body is one that the web server keeps to itself.
        guard assembler.bodyLength == 0 || environment.announces(bodyLength: assembler.bodyLength) else {
            return .badRequest
        }
        return nil
    }

    /// Lets the handler answer now, or wait if there is room for a request that costs this much.
    private func ask(_ request: Request, _ cost: Int) {
        let handler = judge ?? loop.handler
        // A task and a handful of asynchronous layers took 9,200 of the 44,900 instructions of a public request.
        do {
            if let response = try handler.respondAtOnce(to: request) { return respond(response, to: request.method) }
        } catch {
            return fail(error, request.method)
        }
        let confined = Confined(self, to: loop.worker)
        let task = Task.immediate(executorPreference: loop.worker) {
            do {
                confined.value.respond(try await handler.respond(to: request), to: request.method)
            } catch {
                confined.value.fail(error, request.method)
            }
        }
        guard isHandling else { return }
        self.task = task
        if hasPeerLeft { task.cancel() }
        guard !share.keep(cost) else { return }
        tellOverload()
        task.cancel()
    }

    private func fail(_ error: any Error, _ method: HTTPRequest.Method) {
        // Its peer has left, the server is about to, or there was no room to wait in.
        guard !Task.isCancelled else { return respond(.serviceUnavailable, to: method) }
        if let error = error as? any AnsweringError { return respond(error.response, to: method) }
        loop.context.report(.handlerFailed(error))
        respond(.internalServerError, to: method)
    }

    // MARK: Sending

    private func respond(_ response: Response, to method: HTTPRequest.Method) {
        task = nil
        guard isHandling, let exchange = exchange.take() else { return }
        _ = share.keep(0)
        response.appendCGI(to: &loop.scratch.response, omittingBody: method == .head)
        let isDirect = loop.scratch.response.count <= Self.maxDirectResponse
        let isSent = isDirect && exchange.respond(loop.scratch.response, through: number)
        if !isDirect { spool = Spool(loop.scratch.response, of: exchange) }
        Scratch.empty(&loop.scratch.response)
        if isDirect { return isSent ? sent() : close() }
        guard spool != nil else { return close() }
        state = .sending
        send()
    }

    private func send() {
        for _ in 0..<Self.piecesPerTurn {
            switch spool?.send(to: number, loop.buffer) {
            case .more: continue
            case .blocked:
                loop.watchWrites(of: self, number, true)
                return setDeadline(.now + loop.context.configuration.ioTimeout)
            case .sent:
                spool = nil
                loop.watchWrites(of: self, number, false)
                return sent()
            case .failed, nil: return close()
            }
        }
        postpone()
    }

    private func sent() {
        guard keepsConnection, !hasPeerFinished else { return close() }
        assembler = newAssembler()
        judge = nil
        rest()
        // What arrived while the handler ran was announced once and will not be again.
        if hasUnseenInput { proceed() }
    }

    /// No request is under way any more.
    private func rest() {
        state = .idle
        clearDeadline()
        _ = share.keep(0)
        if loop.isStopping { takeLeave() }
    }

    // MARK: Closing

    private func setDeadline(_ new: ContinuousClock.Instant) {
        if !hasDeadline { loop.countWaiting(1) }
        hasDeadline = true
        deadline = new
    }

    private func clearDeadline() {
        if hasDeadline { loop.countWaiting(-1) }
        hasDeadline = false
    }

    private func tellOverload() {
        if loop.context.budget.mustTell() { loop.context.report(.overloaded) }
    }

    /// Closes it, whatever is under way.
    func close() {
        guard state != .closed else { return }
        state = .closed
        descriptor = nil
        exchange = nil
        spool = nil
        clearDeadline()
        _ = share.keep(0)
        loop.remove(self)
    }
}
