/// The memory of a worker that each request uses for a moment: to allocate it anew took a tenth of a request's time.
struct Scratch {
    /// More than this is given back after use, in bytes.
    private static let mostKept = 16_384

    /// Parameters, while no request is arriving.
    var parameters: [UInt8] = []
    /// The records of a request on their way to libfcgi.
    var records: [UInt8] = []
    /// A response on its way to libfcgi.
    var response: [UInt8] = []

    /// Makes one of them ready for the next request.
    static func empty(_ bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: bytes.capacity <= mostKept)
    }
}
