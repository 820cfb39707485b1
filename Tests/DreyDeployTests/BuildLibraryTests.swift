import FoundationEssentials
import Testing

@testable import DreyDeploy

@Suite struct BuildLibraryTests {
  @Test(arguments: [
    ("/src/CCompression.h:3:10: error: 'zstd.h' file not found", "libzstd-dev"),
    ("/usr/bin/ld.gold: error: cannot find -lbz2", "libbz2-dev"),
    ("/usr/bin/ld: cannot find -lz: No such file or directory", "zlib1g-dev"),
    ("ld.lld: error: unable to find library -llzma", "liblzma-dev"),
  ])
  func whatABuildMissedIsToBeInstalled(line: String, package: String) {
    let build = PackageBuild(folder: "/jobs/words")
    let advice = build.advice(after: ["Compiling", line, "done"])
    #expect(advice == "Install what is missing, on Debian or Ubuntu with: sudo apt-get install \(package)")
  }

  @Test func otherErrorsAreThoseOfThePackage() {
    let build = PackageBuild(folder: "/jobs/words")
    for line in ["error: cannot find 'z' in scope", "ld: cannot find -lzmq", "'own.h' file not found"] {
      #expect(build.advice(after: [line]).contains("swift build"))
    }
  }

  @Test func librariesAreLookedForWhereThePackagesPutThem() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "drey-libraries-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    #expect(BuildLibrary.missing(root: root) == BuildLibrary.all)
    for folder in ["include/x86_64-linux-gnu", "include", "lib/x86_64-linux-gnu"] {
      try FileManager.default.createDirectory(atPath: "\(root)/usr/\(folder)", withIntermediateDirectories: true)
    }
    for file in [
      "include/zlib.h", "include/x86_64-linux-gnu/zstd.h", "include/lzma.h", "lib/x86_64-linux-gnu/libz.a",
      "lib/x86_64-linux-gnu/libzstd.a",
    ] {
      try Data().write(to: URL(filePath: "\(root)/usr/\(file)"))
    }
    #expect(BuildLibrary.missing(root: root).map(\.name) == ["bz2", "lzma"])
  }
}
