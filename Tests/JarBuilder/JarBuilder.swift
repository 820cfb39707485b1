import CZlib

/// Makes the bytes of JARs.
public struct JarBuilder {
  public enum Format: Sendable, CaseIterable { case plain, large }

  private var files: [(name: String, content: [UInt8], isDeflated: Bool)] = []

  public init() {}

  public mutating func add(_ name: String, _ content: [UInt8], isDeflated: Bool = true) {
    files.append((name, content, isDeflated))
  }

  public mutating func add(_ name: String, text: String) { add(name, Array(text.utf8)) }

  public mutating func add(_ builder: ClassBuilder) { add(builder.name + ".class", builder.bytes) }

  public mutating func addManifest(mainClass: String) {
    add("META-INF/MANIFEST.MF", text: "Manifest-Version: 1.0\r\nMain-Class: \(mainClass)\r\n\r\n")
  }

  /// The archive, after `prefix` bytes that its offsets do not count; `large` is ZIP64 throughout.
  public func bytes(_ format: Format = .plain, prefix: Int = 0, comment: String = "") -> [UInt8] {
    var out: [UInt8] = []
    var directory: [UInt8] = []
    for file in files {
      let packed = file.isDeflated ? Self.deflate(file.content) : file.content
      directory += Self.entry(file.name, packed.count, file.content.count, out.count, file.isDeflated, format)
      out += little(UInt32(0x0403_4b50)) + [UInt8](repeating: 0, count: 22)
      // An extra field that the directory does not have.
      out += little(UInt16(file.name.utf8.count)) + little(UInt16(4)) + Array(file.name.utf8) + [0xFE, 0xCA, 0, 0]
      out += packed
    }
    let end = Self.end(files.count, directory.count, out.count, format, comment)
    return [UInt8](repeating: 0x23, count: prefix) + out + directory + end
  }

  private static func entry(
    _ name: String, _ packed: Int, _ size: Int, _ offset: Int, _ isDeflated: Bool, _ format: Format
  ) -> [UInt8] {
    var out = little(UInt32(0x0201_4b50)) + little(UInt32(0)) + little(UInt16(0))
    out += little(UInt16(isDeflated ? 8 : 0)) + little(UInt64(0))
    let numbers = [packed, size].map { format == .large ? UInt32.max : UInt32($0) }
    out += numbers.flatMap { little($0) } + little(UInt16(name.utf8.count))
    out += little(UInt16(format == .large ? 28 : 0)) + [UInt8](repeating: 0, count: 10)
    out += little(format == .large ? UInt32.max : UInt32(offset)) + Array(name.utf8)
    if format == .large {
      out += little(UInt16(1)) + little(UInt16(24)) + [size, packed, offset].flatMap { little(UInt64($0)) }
    }
    return out
  }

  private static func end(_ count: Int, _ size: Int, _ offset: Int, _ format: Format, _ comment: String) -> [UInt8] {
    var out: [UInt8] = []
    if format == .large {
      out += little(UInt32(0x0606_4b50)) + little(UInt64(44)) + [UInt8](repeating: 0, count: 12)
      out += [count, count, size, offset].flatMap { little(UInt64($0)) }
      out += little(UInt32(0x0706_4b50)) + little(UInt32(0)) + little(UInt64(offset + size)) + little(UInt32(1))
    }
    out += little(UInt32(0x0605_4b50)) + little(UInt32(0))
    out += [UInt16(truncatingIfNeeded: count), UInt16(truncatingIfNeeded: count)].flatMap { little($0) }
    out += format == .large ? [UInt8](repeating: 0xFF, count: 8) : little(UInt32(size)) + little(UInt32(offset))
    return out + little(UInt16(comment.utf8.count)) + Array(comment.utf8)
  }

  private static func deflate(_ content: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    return withUnsafeMutablePointer(to: &stream) { stream in
      deflateInit2_(stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
      defer { deflateEnd(stream) }
      var input = content
      return input.withUnsafeMutableBufferPointer { input in
        [UInt8](unsafeUninitializedCapacity: input.count + 64) { output, count in
          (stream.pointee.next_in, stream.pointee.avail_in) = (input.baseAddress, UInt32(input.count))
          (stream.pointee.next_out, stream.pointee.avail_out) = (output.baseAddress, UInt32(output.count))
          CZlib.deflate(stream, Z_FINISH)
          count = output.count - Int(stream.pointee.avail_out)
        }
      }
    }
  }
}
