import DreyModel
import FoundationEssentials
import NIOCore

/// Messages as the JSON in a frame.
enum JSONFrame {
  static func encode(_ message: some Encodable) throws -> ByteBuffer {
    let data = try JSONEncoder().encode(message)
    guard data.count <= ControlFrame.maximumLength else {
      throw ControlPlaneError.frameTooLong(length: data.count, maximum: ControlFrame.maximumLength)
    }
    return ByteBuffer(bytes: data)
  }

  static func decode<Message: Decodable>(
    _ type: Message.Type, from frame: ByteBuffer
  ) throws(ControlPlaneError)
    -> Message
  {
    do {
      return try frame.withUnsafeReadableBytes { try JSONDecoder().decode(type, from: Data($0)) }
    } catch {
      throw .malformedFrame("not a \(type)")
    }
  }
}
