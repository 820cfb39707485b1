public import DreyModel
import FoundationEssentials
import Glibc
import Synchronization

/// The connection to the process's supervisor: messages as ``ControlFrame``s of JSON, in both directions.
public final class ControlConnection: Sendable {
  private let socket: Socket
  private let sending = Mutex(())

  /// Takes over a connected stream socket.
  public init(descriptor: Int32) { socket = Socket(descriptor) }

  /// Takes the connection away from standard input, which reads as empty from now on, so that user code cannot
  /// swallow frames.
  /// - Throws: ``Failure`` where standard input is no socket.
  public static func takeStandardInput() throws(Failure) -> ControlConnection {
    var status = stat()
    guard fstat(0, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
      throw Failure(
        .usage, "standard input is not a connection to a supervisor",
        advice: "Unset \(RoleEnvironment.role) to run the application on its own.")
    }
    let descriptor = fcntl(0, F_DUPFD_CLOEXEC, 3)
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0, null >= 0, dup2(null, 0) == 0 else {
      throw Failure(
        .infrastructure, "cannot set up the connection to the supervisor: \(String(cString: strerror(errno)))")
    }
    Glibc.close(null)
    return ControlConnection(descriptor: descriptor)
  }

  /// Ends the connection, for both sides at once.
  public func shutDown() { socket.shutDown() }

  /// Sends one message; blocks while the supervisor takes none.
  /// - Throws: ``Failure`` where the supervisor is gone.
  public func send(_ message: some Encodable & Sendable) throws(Failure) {
    do {
      let body = try JSONEncoder().encode(message)
      guard body.count <= ControlFrame.maximumLength else {
        throw Failure(.user, "a message of \(body.count) bytes is too long for the supervisor")
      }
      var frame = withUnsafeBytes(of: UInt32(body.count).bigEndian) { Array($0) }
      frame += body
      try sending.withLock { _ in try socket.write(frame) }
    } catch {
      throw Failure(error, domain: .infrastructure)
    }
  }

  /// Blocks for the next message. Only one thread may receive.
  /// - Returns: nil at the end of the connection.
  /// - Throws: ``Failure`` where the frame is none of this protocol.
  public func receive<Message: Decodable>(_ type: Message.Type) throws(Failure) -> Message? {
    do {
      var header = [UInt8](repeating: 0, count: 4)
      guard try socket.read(into: &header) else { return nil }
      let length = header.reduce(0) { $0 << 8 | Int($1) }
      guard length > 0, length <= ControlFrame.maximumLength else {
        throw Failure(.infrastructure, "the supervisor sent a frame of \(length) bytes")
      }
      var body = [UInt8](repeating: 0, count: length)
      guard try socket.read(into: &body) else { return nil }
      return try JSONDecoder().decode(Message.self, from: Data(body))
    } catch {
      throw Failure(error, domain: .infrastructure)
    }
  }
}
