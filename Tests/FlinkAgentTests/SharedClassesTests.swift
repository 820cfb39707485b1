import DreyModel
import FoundationEssentials
import Testing

@testable import FlinkAgent

@Suite struct SharedClassesTests {
  @Test func anArchiveIsUsedWhereTheImageHasOne() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/shared-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(SharedClasses.options(.jobManager, folder: folder) == [])
    try Data("x".utf8).write(to: URL(filePath: "\(folder)/jobmanager.jsa"))
    let option = ["-XX:SharedArchiveFile=\(folder)/jobmanager.jsa"]
    #expect(SharedClasses.options(.jobManager, folder: folder) == option)
    #expect(SharedClasses.options(.standaloneJob, folder: folder) == option)
    #expect(SharedClasses.options(.taskManager, folder: folder) == [])
  }
}
