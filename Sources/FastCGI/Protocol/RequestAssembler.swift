/// Puts a request together from the bytes of a connection, however they are cut, and says when it is whole.
///
/// libfcgi reads parameters with blocking calls and allocates what a peer merely announces, so nothing reaches it before
/// this has seen all of them and found every length in them true. Records of a second request on a busy connection
/// are a protocol violation: there is no multiplexing.
struct RequestAssembler {
    /// What the bytes so far amount to.
    enum Progress: Equatable {
        case incomplete
        case complete
        case violation(String)
        case aborted
        case unknownRole(requestID: UInt16)
    }

    /// The longest encoded parameters of a request, in bytes: twice what nginx passes on with its own default limits.
    static let maxParametersLength = 65_536
    /// Management records that one request may be accompanied by.
    static let maxManagementRecords = 8

    private(set) var requestID: UInt16 = 0
    private(set) var role: UInt16 = 0
    private(set) var keepsConnection = false
    private(set) var parameters: [UInt8] = []
    private(set) var body: [UInt8] = []
    /// How long the body is so far, kept or not.
    private(set) var bodyLength = 0
    /// There was no room for the request, of which nothing is left.
    private(set) var isThrownAway = false
    /// The body was longer than allowed, and was thrown away.
    var isBodyTooLong: Bool { bodyLength > maxBodyBytes }
    /// What libfcgi would make of the parameters, once all have arrived.
    private(set) var verdict: ParameterPairs.Verdict?
    /// What must be sent to the peer before anything else.
    private(set) var answers: [UInt8] = []

    private let maxBodyBytes: Int
    private var keepsBody = true
    private(set) var parametersLength = 0
    private var phase = Phase.begin
    private var managementRecords = 0
    private var header: [UInt8] = []
    private var type: UInt8 = 0
    private var content: [UInt8] = []
    private var contentLeft = 0
    private var paddingLeft = 0
    private var isInRecord = false
    private var isManagement = false
    private var endsStream = false

    private enum Phase { case begin, params, stdin, done }

    init(maxBodyBytes: Int) {
        self.maxBodyBytes = maxBodyBytes
    }

    /// Nothing of a request has arrived.
    var isEmpty: Bool { phase == .begin && !isInRecord && header.isEmpty }

    /// The memory that the request takes, in bytes.
    var keptBytes: Int { isThrownAway ? 0 : parametersLength + body.count }

    /// The body, which somebody else keeps from now on.
    mutating func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }

    /// Exchanges the memory that the parameters lie in, so that one is enough for all requests that arrive in one piece.
    mutating func exchangeParameters(with spare: inout [UInt8]) {
        swap(&parameters, &spare)
    }

    /// Keeps nothing of the body, nor what has arrived of it.
    mutating func dropBody() {
        keepsBody = false
        body = []
    }

    /// Keeps nothing of the request but how it is to be answered.
    mutating func throwAway() {
        isThrownAway = true
        parameters = []
        dropBody()
    }

    /// Takes what was sent since; bytes behind the end of the request are a violation.
    mutating func consume(_ bytes: RawSpan) -> Progress {
        var position = 0
        while position < bytes.byteCount {
            if phase == .done, role != Role.authorizer { return .violation("bytes behind the end of a request") }
            if !isInRecord {
                guard let header = nextHeader(bytes, &position) else { return .incomplete }
                if let verdict = begin(header) { return verdict }
            } else {
                take(bytes, &position)
            }
            if isInRecord, contentLeft == 0, paddingLeft == 0, let verdict = endRecord() { return verdict }
        }
        return phase == .done ? .complete : .incomplete
    }

    /// The answers that are due, which the caller now sends.
    mutating func takeAnswers() -> [UInt8] {
        defer { answers = [] }
        return answers
    }

    private mutating func nextHeader(_ bytes: RawSpan, _ position: inout Int) -> RecordHeader?? {
        let available = bytes.byteCount - position
        if header.isEmpty, available >= RecordHeader.length {
            defer { position += RecordHeader.length }
            return Self.parse(bytes, at: position)
        }
        let count = min(RecordHeader.length - header.count, available)
        for offset in 0..<count { header.append(bytes.byte(position + offset)) }
        position += count
        guard header.count == RecordHeader.length else { return nil }
        defer { header = [] }
        return .some(Self.parse(unsafe header.span.bytes, at: 0))
    }

    private static func parse(_ bytes: RawSpan, at start: Int) -> RecordHeader? {
        guard bytes.byte(start) == RecordHeader.version else { return nil }
        return RecordHeader(
            type: bytes.byte(start + 1),
            requestID: UInt16(bytes.byte(start + 2)) << 8 | UInt16(bytes.byte(start + 3)),
            contentLength: UInt16(bytes.byte(start + 4)) << 8 | UInt16(bytes.byte(start + 5)),
            paddingLength: bytes.byte(start + 6)
        )
    }

    private mutating func begin(_ header: RecordHeader?) -> Progress? {
        guard let header else { return .violation("version other than 1") }
        type = header.type
        contentLeft = Int(header.contentLength)
        paddingLeft = Int(header.paddingLength)
        endsStream = header.contentLength == 0
        isInRecord = true
        isManagement = header.requestID == 0
        if isManagement { return beginManagement() }
        if phase == .begin {
            if type == RecordType.abortRequest {
                // It crossed our answer to the request that it is for.
                return nil
            }
            guard type == RecordType.beginRequest, contentLeft == 8 else { return .violation("no BEGIN_REQUEST first") }
            requestID = header.requestID
            return nil
        }
        guard header.requestID == requestID else { return .violation("a second request on a busy connection") }
        switch (phase, type) {
        case (_, RecordType.abortRequest): return .aborted
        case (.params, RecordType.params):
            parametersLength += contentLeft
            guard parametersLength <= Self.maxParametersLength else { return .violation("parameters too long") }
            if parameters.isEmpty, !isThrownAway { parameters.reserveCapacity(contentLeft) }
            return nil
        case (.stdin, RecordType.stdin): return nil
        // FastCGI 1.0 §6.3: an Authorizer is sent no body. Some web servers say so.
        case (.done, RecordType.stdin) where endsStream: return nil
        default: return .violation("a record out of order")
        }
    }

    private mutating func beginManagement() -> Progress? {
        managementRecords += 1
        guard managementRecords <= Self.maxManagementRecords else { return .violation("too many management records") }
        answers += type == RecordType.getValues ? Record.values : Record.unknownType(type)
        // What a management record says does not change its answer.
        paddingLeft += contentLeft
        contentLeft = 0
        return nil
    }

    private mutating func take(_ bytes: RawSpan, _ position: inout Int) {
        let count = min(contentLeft, bytes.byteCount - position)
        if count > 0 {
            append(bytes.extracting(position..<position + count))
            contentLeft -= count
            position += count
        }
        let padding = min(paddingLeft, bytes.byteCount - position)
        paddingLeft -= padding
        position += padding
    }

    private mutating func append(_ bytes: RawSpan) {
        switch type {
        case RecordType.params:
            if !isThrownAway { parameters.append(copying: bytes) }
        case RecordType.stdin:
            bodyLength += bytes.byteCount
            if isBodyTooLong { dropBody() }
            if keepsBody { body.append(copying: bytes) }
        case RecordType.beginRequest:
            content.append(copying: bytes)
        default:
            break
        }
    }

    private mutating func endRecord() -> Progress? {
        isInRecord = false
        // Whatever its type, it says nothing about a request.
        guard !isManagement else { return nil }
        switch (phase, type) {
        case (.begin, RecordType.beginRequest):
            role = UInt16(content[0]) << 8 | UInt16(content[1])
            keepsConnection = content[2] & 1 == 1
            content = []
            phase = .params
            return Role.played.contains(role) ? nil : .unknownRole(requestID: requestID)
        case (.params, RecordType.params) where endsStream:
            phase = role == Role.authorizer ? .done : .stdin
            let verdict = ParameterPairs.verdict(on: parameters)
            self.verdict = verdict
            return verdict == .malformed ? .violation("parameter lengths that do not add up") : nil
        case (.stdin, RecordType.stdin) where endsStream:
            phase = .done
            return nil
        default:
            return nil
        }
    }
}
