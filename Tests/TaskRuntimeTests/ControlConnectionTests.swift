import DreyModel
import Glibc
import Testing

@testable import TaskRuntime

@Suite(.timeLimit(.minutes(1))) struct ControlConnectionTests {
  private func pair() throws -> (ControlConnection, Socket) {
    var descriptors: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &descriptors) == 0)
    return (ControlConnection(descriptor: descriptors[0]), Socket(descriptors[1]))
  }

  @Test func messagesTravelAsLengthAndJSON() throws {
    let (connection, peer) = try pair()
    try connection.send(WorkerReport.ready(dataPort: 7))
    var frame = [UInt8](repeating: 0, count: 4)
    #expect(try peer.read(into: &frame))
    #expect(frame[0...2] == [0, 0, 0])
    var body = [UInt8](repeating: 0, count: Int(frame[3]))
    #expect(try peer.read(into: &body))
    #expect(String(decoding: body, as: UTF8.self) == #"{"ready":{"dataPort":7}}"#)
    try peer.write(frame + body)
    #expect(try connection.receive(WorkerReport.self) == .ready(dataPort: 7))
  }

  @Test func endOfConnection() throws {
    let (connection, peer) = try pair()
    peer.shutDown()
    #expect(try connection.receive(WorkerReport.self) == nil)
  }

  @Test(arguments: [[0, 0, 0, 0], [0xFF, 0, 0, 0], [0, 0, 0, 2, 0x7B, 0x7D], [0, 0, 0, 1, 0xFF]] as [[UInt8]])
  func malformedFramesAreFailures(bytes: [UInt8]) throws {
    let (connection, peer) = try pair()
    try peer.write(bytes)
    #expect(throws: Failure.self) { try connection.receive(WorkerReport.self) }
  }
}
