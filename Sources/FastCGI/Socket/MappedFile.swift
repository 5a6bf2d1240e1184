import Glibc

/// A file as memory (mmap(2)): what is written there is in the file.
@safe
struct MappedFile: ~Copyable {
    let bytes: UnsafeMutableRawBufferPointer

    /// `nil` when the system refuses.
    init?(of file: borrowing Descriptor, length: Int) {
        let protection = PROT_READ | PROT_WRITE
        let start = unsafe mmap(nil, length, protection, MAP_SHARED, file.number, 0)
        guard let start = unsafe start, unsafe start != MAP_FAILED else { return nil }
        unsafe bytes = UnsafeMutableRawBufferPointer(start: start, count: length)
    }

    deinit { unsafe munmap(bytes.baseAddress, bytes.count) }
}
