import Testing

@testable import FastCGI

@Suite("RequestAssembler")
struct RequestAssemblerTests {
    typealias Progress = RequestAssembler.Progress

    private let request = FastCGIRequest(
        "POST",
        "/a?b",
        parameters: [("HTTP_AUTHORIZATION", String(repeating: "t", count: 200))],
        body: Array(0...255)
    )
    private let begin = FastCGIRequest("GET", "/").begin

    private func assembled(_ bytes: [UInt8], maxBodyBytes: Int = 1_000) -> (RequestAssembler, Progress) {
        var assembler = RequestAssembler(maxBodyBytes: maxBodyBytes)
        let progress = assembler.consume(copying: bytes)
        return (assembler, progress)
    }

    @Test("a request cut in two at any byte is the same request")
    func everyCut() {
        let bytes = request.bytes
        let (whole, progress) = assembled(bytes)
        #expect(progress == .complete)
        for cut in 1..<bytes.count {
            var assembler = RequestAssembler(maxBodyBytes: 1_000)
            let first = assembler.consume(copying: bytes[..<cut])
            let second = assembler.consume(copying: bytes[cut...])
            #expect(first == .incomplete && second == .complete, "cut at \(cut)")
            #expect(assembler.parameters == whole.parameters && assembler.body == whole.body, "cut at \(cut)")
            #expect(!assembler.isBodyTooLong, "cut at \(cut)")
        }
    }

    @Test("a request that comes byte by byte is the same request")
    func byteByByte() {
        var assembler = RequestAssembler(maxBodyBytes: 1_000)
        #expect(assembler.isEmpty)
        for byte in request.bytes.dropLast() {
            #expect(assembler.consume(copying: [byte]) == .incomplete)
            #expect(!assembler.isEmpty)
        }
        #expect(assembler.consume(copying: [request.bytes[request.bytes.count - 1]]) == .complete)
        #expect(assembler.body == request.body)
    }

    @Test("a request that is thrown away anywhere still ends where it ends, and keeps nothing")
    func thrownAway() {
        let bytes = request.bytes
        for cut in 1..<bytes.count {
            var assembler = RequestAssembler(maxBodyBytes: 1_000)
            _ = assembler.consume(copying: bytes[..<cut])
            assembler.throwAway()
            #expect(assembler.consume(copying: bytes[cut...]) == .complete, "cut at \(cut)")
            #expect(assembler.parameters.isEmpty && assembler.body.isEmpty && assembler.keptBytes == 0, "cut at \(cut)")
            #expect(assembler.isThrownAway)
        }
    }

    @Test("a body that is dropped anywhere is counted all the same, and its parameters stay")
    func droppedBody() {
        let bytes = request.bytes
        for cut in request.head.count..<bytes.count {
            var assembler = RequestAssembler(maxBodyBytes: 1_000)
            _ = assembler.consume(copying: bytes[..<cut])
            assembler.dropBody()
            #expect(assembler.consume(copying: bytes[cut...]) == .complete, "cut at \(cut)")
            #expect(assembler.body.isEmpty && assembler.bodyLength == 256, "cut at \(cut)")
            #expect(assembler.keptBytes == assembler.parameters.count && !assembler.parameters.isEmpty)
        }
    }

    @Test("parameters are counted as soon as they are announced")
    func announcedParameters() {
        let (assembler, progress) = assembled(
            begin + FastCGIRequest.record(4, 1, [UInt8](repeating: 0, count: 60_000)).prefix(9)
        )
        #expect(progress == .incomplete)
        #expect(assembler.keptBytes == 60_000)
    }

    @Test("padding at the end of a request is of that request", arguments: [0, 1, 255] as [UInt8])
    func paddingAtTheEnd(padding: UInt8) {
        let end = FastCGIRequest.record(5, 1, padding: padding)
        let (assembler, progress) = assembled(Array(request.bytes.dropLast(8)) + end)
        #expect(progress == .complete)
        #expect(assembler.body == request.body)
    }

    @Test("padding is skipped, in any record")
    func padding() {
        let pairs = FastCGIRequest.pair("A", "1")
        let bytes =
            FastCGIRequest.record(1, 1, [0, 1, 1, 0, 0, 0, 0, 0], padding: 7)
            + FastCGIRequest.record(4, 1, pairs, padding: 255) + FastCGIRequest.record(4, 1, padding: 1)
            + FastCGIRequest.record(5, 1, [9], padding: 3) + FastCGIRequest.record(5, 1, padding: 8)
        let (assembler, progress) = assembled(bytes)
        #expect(progress == .complete)
        #expect(assembler.parameters == pairs)
        #expect(assembler.body == [9])
        for cut in 1..<bytes.count {
            var assembler = RequestAssembler(maxBodyBytes: 1_000)
            _ = assembler.consume(copying: bytes[..<cut])
            #expect(assembler.consume(copying: bytes[cut...]) == .complete, "cut at \(cut)")
        }
    }

    @Test(
        "the flag FCGI_KEEP_CONN is only read from its bit",
        arguments: [(0, false), (1, true), (2, false), (255, true)]
    )
    func keepConnection(flags: UInt8, isKept: Bool) {
        let (assembler, _) = assembled(FastCGIRequest.record(1, 1, [0, 1, flags, 0, 0, 0, 0, 0]))
        #expect(assembler.keepsConnection == isKept)
    }

    @Test("parameters in many records are one list")
    func manyParameterRecords() {
        let pairs = FastCGIRequest.pair("NAME", "value")
        let pieces = pairs.flatMap { FastCGIRequest.record(4, 1, [$0]) }
        let (assembler, progress) = assembled(begin + pieces + FastCGIRequest.record(4) + FastCGIRequest.record(5))
        #expect(progress == .complete)
        #expect(assembler.parameters == pairs)
    }

    @Test("a version other than 1 is a violation", arguments: [0, 2, 9, 255] as [UInt8])
    func version(version: UInt8) {
        #expect(assembled([version] + begin.dropFirst()).1 == .violation("version other than 1"))
    }

    @Test("nothing but BEGIN_REQUEST of eight bytes begins a request")
    func noBegin() {
        let expected = Progress.violation("no BEGIN_REQUEST first")
        for type: UInt8 in [3, 4, 5, 6, 7, 8, 9, 10, 11, 99] {
            #expect(assembled(FastCGIRequest.record(type)).1 == expected, "type \(type)")
        }
        #expect(assembled(FastCGIRequest.record(1, 1, [0, 1, 1, 0, 0, 0, 0])).1 == expected)
        #expect(assembled(FastCGIRequest.record(1, 1, [0, 1, 1, 0, 0, 0, 0, 0, 0])).1 == expected)
    }

    @Test("an Authorizer is sent no body, and a web server may say so (FastCGI 1.0 §6.3)")
    func authorizer() {
        let pairs = FastCGIRequest.pair("A", "1")
        let request =
            FastCGIRequest.record(1, 1, [0, 2, 0, 0, 0, 0, 0, 0]) + FastCGIRequest.record(4, 1, pairs)
            + FastCGIRequest.record(4, 1)
        let (assembler, progress) = assembled(request)
        #expect(progress == .complete)
        #expect(assembler.role == 2)
        #expect(assembler.parameters == pairs)
        #expect(assembled(request + FastCGIRequest.record(5, 1)).1 == .complete)
        for more in [FastCGIRequest.record(5, 1, [1]), FastCGIRequest.record(4, 1), FastCGIRequest.record(5, 2), begin]
        {
            guard case .violation = assembled(request + more).1 else {
                Issue.record("taken: \(more)")
                continue
            }
        }
    }

    @Test("another role is told apart", arguments: [0, 3, 257, 65_535] as [UInt16])
    func role(role: UInt16) {
        var request = request
        request.role = role
        request.id = 9
        #expect(assembled(request.bytes).1 == .unknownRole(requestID: 9))
    }

    @Test("records out of their order are violations", arguments: [1, 3, 5, 6, 7, 8, 9, 99] as [UInt8])
    func order(type: UInt8) {
        let content: [UInt8] = type == 1 ? [0, 1, 1, 0, 0, 0, 0, 0] : [1]
        let progress = assembled(begin + FastCGIRequest.record(type, 1, content)).1
        #expect(progress == .violation("a record out of order"))
    }

    @Test("parameters behind the end of the parameters are a violation")
    func lateParameters() {
        let bytes = begin + FastCGIRequest.record(4) + FastCGIRequest.record(4, 1, FastCGIRequest.pair("A", "1"))
        #expect(assembled(bytes).1 == .violation("a record out of order"))
    }

    @Test("a second request on a busy connection is a violation")
    func secondRequest() {
        let second = FastCGIRequest.record(1, 2, [0, 1, 1, 0, 0, 0, 0, 0])
        #expect(assembled(begin + second).1 == .violation("a second request on a busy connection"))
        #expect(
            assembled(begin + FastCGIRequest.record(4, 2, [1])).1 == .violation("a second request on a busy connection")
        )
    }

    @Test("bytes behind the end of a request are a violation")
    func behindTheEnd() {
        #expect(assembled(request.bytes + [1]).1 == .violation("bytes behind the end of a request"))
        #expect(assembled(request.bytes + request.bytes).1 == .violation("bytes behind the end of a request"))
    }

    @Test("ABORT_REQUEST is seen in every phase")
    func abort() {
        let abort = FastCGIRequest.record(2)
        #expect(assembled(begin + abort).1 == .aborted)
        #expect(assembled(request.head + abort).1 == .aborted)
        #expect(assembled(request.head + FastCGIRequest.record(5, 1, [1]) + abort).1 == .aborted)
    }

    @Test("ABORT_REQUEST for a request that is over is skipped")
    func lateAbort() {
        let (between, progress) = assembled(FastCGIRequest.record(2))
        #expect(progress == .incomplete)
        #expect(between.isEmpty)
        let (_, next) = assembled(FastCGIRequest.record(2) + request.bytes)
        #expect(next == .complete)
    }

    @Test("management records are answered and leave the request alone")
    func management() {
        let getValues = FastCGIRequest.record(9, 0, FastCGIRequest.pair("FCGI_MAX_CONNS", ""), padding: 3)
        let unknown = FastCGIRequest.record(77, 0, [1, 2, 3])
        var (assembler, progress) = assembled(getValues + begin + unknown + request.bytes.dropFirst(begin.count))
        #expect(progress == .complete)
        #expect(assembler.body == request.body)
        #expect(assembler.takeAnswers() == Record.values + Record.unknownType(77))
        #expect(assembler.takeAnswers().isEmpty)
    }

    @Test("a record without a request is management, whatever its type", arguments: UInt8.min...UInt8.max)
    func managementTypes(type: UInt8) {
        let management = FastCGIRequest.record(type, 0) + FastCGIRequest.record(type, 0, [0, 1, 0, 0, 0, 0, 0, 0])
        for cut in [0, begin.count, request.head.count] {
            let (assembler, progress) = assembled(Array(request.bytes[..<cut]) + management + request.bytes[cut...])
            #expect(progress == .complete)
            #expect(assembler.requestID == 1 && assembler.keepsConnection)
            #expect(assembler.parameters == assembled(request.bytes).0.parameters)
            #expect(assembler.body == request.body)
        }
    }

    @Test("more management records than eight are a violation")
    func tooMuchManagement() {
        let records = (0..<8).flatMap { _ in FastCGIRequest.record(9, 0) }
        #expect(assembled(records).1 == .incomplete)
        #expect(assembled(records + FastCGIRequest.record(9, 0)).1 == .violation("too many management records"))
    }

    /// The lengths of CVE-2025-23016 and their kin: each claims more than is there.
    static let lies: [[UInt8]] = [
        [255, 255, 255, 255, 255, 255, 255, 255, 65],
        [0x7f, 0xff, 0xff, 0xff, 0xff, 65],
        [0xff, 0xff, 0xff, 0xff, 1, 65],
        [1, 0xff, 0xff, 0xff, 0xff, 65],
        [0x80, 0, 0, 2, 0, 65],
        [5, 0, 65],
        [0, 5, 65],
        [1],
        [0x80, 0, 0],
        [1, 0x80, 0, 0],
        [1, 1, 65, 66, 1],
    ]

    @Test("parameter lengths that lie are a violation", arguments: lies)
    func lyingLengths(parameters: [UInt8]) {
        let bytes =
            begin + FastCGIRequest.record(4, 1, parameters) + FastCGIRequest.record(4) + FastCGIRequest.record(5)
        #expect(assembled(bytes).1 == .violation("parameter lengths that do not add up"))
    }

    @Test("parameters up to 64 KiB are taken, longer ones are a violation before they are kept")
    func parameterLimit() {
        let limit = RequestAssembler.maxParametersLength
        let value = [UInt8](repeating: 65, count: limit - 9)
        let pairs: [UInt8] = [0x80, 0, 0, 1] + [0x80, 0, 0xff, 0xf7, 78] + value
        #expect(pairs.count == limit)
        let records =
            FastCGIRequest.record(4, 1, Array(pairs[..<40_000])) + FastCGIRequest.record(4, 1, Array(pairs[40_000...]))
        let (assembler, progress) = assembled(begin + records + FastCGIRequest.record(4) + FastCGIRequest.record(5))
        #expect(progress == .complete)
        #expect(Environment(parameters: assembler.parameters)?.metaVariable("N")?.utf8.count == limit - 9)

        let (refused, verdict) = assembled(begin + records + FastCGIRequest.record(4, 1, [0]))
        #expect(verdict == .violation("parameters too long"))
        #expect(refused.parameters.count == limit)
    }

    @Test(
        "a body is kept up to its limit and thrown away beyond it",
        arguments: [(0, 0), (1, 1), (999, 1_000), (1_000, 1_000)]
    )
    func bodyWithinLimit(count: Int, limit: Int) {
        var request = request
        request.body = [UInt8](repeating: 7, count: count)
        let (assembler, progress) = assembled(request.bytes, maxBodyBytes: limit)
        #expect(progress == .complete)
        #expect(assembler.body == request.body)
        #expect(!assembler.isBodyTooLong)
    }

    @Test("a body beyond its limit is thrown away to its end", arguments: [(1, 0), (1_001, 1_000), (5_000, 1_000)])
    func bodyBeyondLimit(count: Int, limit: Int) {
        var request = request
        request.body = [UInt8](repeating: 7, count: count)
        request.bodyPiece = 300
        let (assembler, progress) = assembled(request.bytes, maxBodyBytes: limit)
        #expect(progress == .complete)
        #expect(assembler.isBodyTooLong)
        #expect(assembler.body.isEmpty)
    }

    @Test("noise ends in a verdict and never in a trap")
    func noise() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<10_000 {
            var bytes = request.bytes
            for _ in 0..<Int.random(in: 1...6) { bytes[Int.random(in: 0..<bytes.count)] = random.next() }
            var assembler = RequestAssembler(maxBodyBytes: 100)
            var progress = Progress.incomplete
            while progress == .incomplete, !bytes.isEmpty {
                let count = Int.random(in: 1...bytes.count)
                progress = assembler.consume(copying: bytes[..<count])
                bytes.removeFirst(count)
            }
            #expect(assembler.parameters.count <= RequestAssembler.maxParametersLength)
            #expect(assembler.body.count <= 100)
        }
    }
}
