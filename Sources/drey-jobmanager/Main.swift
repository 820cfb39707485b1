import Glibc
import JobManager

@main
enum Main {
  static func main() async {
    exit(await JobManagerMain.run(arguments: Array(CommandLine.arguments.dropFirst())))
  }
}
