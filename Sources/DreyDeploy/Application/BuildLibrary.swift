import Glibc

/// A C library that a job's executable is linked with, statically: building one takes its header and its archive.
public struct BuildLibrary: Sendable, Equatable {
  /// As in `-lNAME`.
  public var name: String
  public var header: String
  /// The package of Debian and Ubuntu that holds both.
  public var package: String

  /// The libraries that the product `DataStream` needs to unpack files.
  public static let all = [
    BuildLibrary(name: "z", header: "zlib.h", package: "zlib1g-dev"),
    BuildLibrary(name: "bz2", header: "bzlib.h", package: "libbz2-dev"),
    BuildLibrary(name: "lzma", header: "lzma.h", package: "liblzma-dev"),
    BuildLibrary(name: "zstd", header: "zstd.h", package: "libzstd-dev"),
  ]

  /// The libraries that a build says it has not found.
  static func missing(in lines: [String]) -> [BuildLibrary] {
    all.filter { library in
      lines.contains { line in
        line.contains("'\(library.header)' file not found")
          || (line.contains("cannot find") || line.contains("unable to find"))
            && line.split(whereSeparator: { " :'".contains($0) }).contains("-l\(library.name)")
      }
    }
  }

  /// The libraries that are not where this machine's packages put them.
  public static func missing(root: String = "") -> [BuildLibrary] {
    all.filter { library in
      !exists(library.header, in: ["include", "include/*"], root)
        || !exists("lib\(library.name).a", in: ["lib", "lib64", "lib/*"], root)
    }
  }

  private static func exists(_ name: String, in folders: [String], _ root: String) -> Bool {
    folders.flatMap { ["/usr/\($0)", "/usr/local/\($0)"] }.contains { folder in
      var found = glob_t()
      defer { globfree(&found) }
      return glob("\(root)\(folder)/\(name)", 0, nil, &found) == 0
    }
  }

  /// The command that installs libraries.
  public static func installation(of libraries: [BuildLibrary]) -> String {
    "sudo apt-get install " + libraries.map(\.package).joined(separator: " ")
  }
}
