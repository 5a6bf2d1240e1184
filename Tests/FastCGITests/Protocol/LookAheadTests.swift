import Glibc
import TestSupport
import Testing

@testable import FastCGI

/// What our look at a request says, and what libfcgi reads, are the same: otherwise a request could be judged as one thing
/// and handled as another.
@Suite("Look-ahead and libfcgi")
struct LookAheadTests {
    /// One takes twenty times what others' mutations take.
    private static let tries = SeededNumbers.tries(usually: 20_000) / 20

    @Test("random requests, cut and mutated, are the same to both")
    func differential() throws {
        FCGXRequest.initialiseLibrary()
        let file = try RequestFile()
        var random = SeededNumbers(seed: 9)
        var whole = 0
        for _ in 0..<Self.tries {
            var bytes = Self.request(&random)
            if Bool.random(using: &random) { Self.mutate(&bytes, &random) }
            var assembler = RequestAssembler(maxBodyBytes: 1_000)
            guard Self.feed(bytes, to: &assembler, &random) == .complete else { continue }
            whole += 1
            try compare(assembler, bytes, file)
        }
        // Most that were not mutated are.
        #expect(whole > Self.tries / 3)
    }

    private func compare(_ assembler: RequestAssembler, _ bytes: [UInt8], _ file: borrowing RequestFile) throws {
        let expected = Self.variables(assembler)
        guard assembler.verdict == .readable else {
            #expect(expected.contains { $0.name.contains(0) || $0.name.contains(0x3D) || $0.value.contains(0) })
            return
        }
        let texts = expected.map { String(decoding: $0.name + [0x3D] + $0.value, as: UTF8.self) }
        let records = Record.request(id: assembler.requestID, role: assembler.role, parameters: assembler.parameters)
        #expect(try Self.read(records, through: file) == texts, "\(bytes)")
        // The records as they came, as far as libfcgi reads such: it waits for a body of an Authorizer's, answers management
        // records into what it reads from, and takes the padding of BEGIN_REQUEST for the next record. A server's are made anew.
        guard assembler.role == Role.responder, Self.headers(of: bytes).allSatisfy(Self.isReadAsItCame) else { return }
        #expect(try Self.read(bytes, through: RequestFile()) == texts, "\(bytes)")
    }

    /// What libfcgi makes of these records.
    private static func read(_ records: [UInt8], through file: borrowing RequestFile) throws -> [String] {
        let isPut = file.put(records)
        try #require(isPut)
        let request = FCGXRequest(from: file)
        return Environment(try #require(request)).variables
    }

    /// A request of a few parameters, in records of random lengths, some padded.
    private static func request(_ random: inout SeededNumbers) -> [UInt8] {
        let id = UInt16.random(in: 1...3, using: &random)
        let role: UInt8 = Int.random(in: 0..<10, using: &random) == 0 ? 2 : 1
        let parameters = (0..<Int.random(in: 0...6, using: &random)).flatMap { _ in pair(&random) }
        let body = [UInt8](repeating: 7, count: role == 2 ? 0 : Int.random(in: 0...40, using: &random))
        var bytes = FastCGIRequest.record(1, id, [0, role, UInt8.random(in: 0...1, using: &random), 0, 0, 0, 0, 0])
        bytes += records(4, id, parameters, &random) + FastCGIRequest.record(4, id)
        if role == 1 { bytes += records(5, id, body, &random) + FastCGIRequest.record(5, id) }
        return bytes
    }

    private static func pair(_ random: inout SeededNumbers) -> [UInt8] {
        let names = ["REQUEST_METHOD", "REQUEST_URI", "HTTP_AUTHORIZATION", "HTTP_DPOP", "FCGI_ROLE", "A", "", "B=C"]
        let name = names.randomElement(using: &random) ?? ""
        let lengths = [0, 1, 20, 127, 128, 300, 2_000]
        let length = lengths.randomElement(using: &random) ?? 0
        let letter = Unicode.Scalar(UInt8.random(in: 0x20...0x7E, using: &random))
        var bytes = FastCGIRequest.pair(name, String(repeating: Character(letter), count: length))
        // The long form of a short length is allowed.
        if name.utf8.count < 128, Bool.random(using: &random) {
            bytes.replaceSubrange(0..<1, with: [0x80, 0, 0, bytes[0]])
        }
        return bytes
    }

    private static func records(
        _ type: UInt8,
        _ id: UInt16,
        _ content: [UInt8],
        _ random: inout SeededNumbers
    ) -> [UInt8] {
        var rest = content[...]
        var bytes: [UInt8] = []
        while !rest.isEmpty {
            let piece = Array(rest.prefix(Int.random(in: 1...rest.count, using: &random)))
            rest = rest.dropFirst(piece.count)
            bytes += FastCGIRequest.record(type, id, piece, padding: [0, 0, 1, 8].randomElement(using: &random) ?? 0)
        }
        return bytes
    }

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededNumbers) {
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            // Lengths stand at the front.
            let index = Int.random(
                in: 0..<(Bool.random(using: &random) ? min(bytes.count, 40) : bytes.count),
                using: &random
            )
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: bytes.remove(at: index)
            default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
            }
        }
    }

    /// In pieces of random lengths.
    private static func feed(
        _ bytes: [UInt8],
        to assembler: inout RequestAssembler,
        _ random: inout SeededNumbers
    ) -> RequestAssembler.Progress {
        var rest = bytes[...]
        var progress = RequestAssembler.Progress.incomplete
        while progress == .incomplete || progress == .complete, !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...rest.count, using: &random))
            rest = rest.dropFirst(piece.count)
            progress = assembler.consume(copying: piece)
        }
        return progress
    }

    /// The pairs, read without the code that is tested; libfcgi says the role first.
    private static func variables(_ assembler: RequestAssembler) -> [(name: [UInt8], value: [UInt8])] {
        var rest = assembler.parameters[...]
        func length() -> Int {
            let first = Int(rest.removeFirst())
            guard first > 127 else { return first }
            return (0..<3).reduce(first & 0x7F) { length, _ in length << 8 | Int(rest.removeFirst()) }
        }
        func take(_ count: Int) -> [UInt8] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        let role = assembler.role == Role.authorizer ? "AUTHORIZER" : "RESPONDER"
        var variables = [(name: Array("FCGI_ROLE".utf8), value: Array(role.utf8))]
        while !rest.isEmpty {
            let lengths = (name: length(), value: length())
            variables.append((take(lengths.name), take(lengths.value)))
        }
        return variables
    }

    private typealias Header = (type: UInt8, id: Int, padding: UInt8)

    private static func isReadAsItCame(_ header: Header) -> Bool {
        header.id != 0 && ([4, 5].contains(header.type) || header.type == 1 && header.padding == 0)
    }

    private static func headers(of bytes: [UInt8]) -> [Header] {
        var headers: [Header] = []
        var position = 0
        while position + 8 <= bytes.count {
            let id = Int(bytes[position + 2]) << 8 + Int(bytes[position + 3])
            headers.append((bytes[position + 1], id, bytes[position + 6]))
            position += 8 + Int(bytes[position + 4]) << 8 + Int(bytes[position + 5]) + Int(bytes[position + 6])
        }
        return headers
    }
}
