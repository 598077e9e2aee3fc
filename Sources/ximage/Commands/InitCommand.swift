import ArgumentParser
import Glibc
import XimageCore
import XimageManifest
import XimageRendering

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: told("Write a first manifest that works on the sandbox.", zh: "写入第一份可在沙箱中使用的清单。"),
        usage: "ximage init [<folder>] [<options>]",
        discussion: told(
            """
            Writes a commented manifest and the schema by which editors complete and check it. Asks nothing, and never \
            overwrites a manifest.

            EXAMPLE:
              ximage init
              ximage init shop --project shop

            EXIT CODES: 0 done, 1 error.
            """,
            zh: """
                写入一份带注释的清单，以及供编辑器补全和检查的 schema。不询问，也绝不覆盖已有清单。

                示例：
                  ximage init
                  ximage init shop --project shop

                退出码：0 完成，1 错误。
                """))

    @Argument(
        help: ArgumentHelp(
            told("Where to write; made when it is not there.", zh: "写入位置；不存在时自动创建。"), valueName: "folder"),
        completion: .directory)
    var argument: String?

    @OptionGroup var place: FolderOption

    @Option(
        help: ArgumentHelp(
            told("Name of the project; the folder's when left out.", zh: "项目名称；省略时使用文件夹名。"), valueName: "name"
        ))
    var project: String?

    @OptionGroup(title: OptionTitle.output) var display: DisplayOptions

    private var folder: String { place.path ?? argument ?? "." }

    func validate() throws { try place.require(alone: argument) }

    func run() async throws {
        let context = RunContext(display)
        try await context.run {
            let name = project ?? StarterText.project(forFolder: Self.name(of: folder))
            if let fault = StarterText.fault(ofProject: name) {
                return context.refusal(.projectName, ["name": "\(name.visible)", "reason": "\(fault)"])
            }
            if let fault = write(project: name) {
                context.tell([fault])
                return .error
            }
            context.output.result(
                "\(path(StarterText.fileName).visible)\n\(path(ManifestSchema.fileName).visible)\n")
            context.say(
                context.language(
                    "Project \(name.visible) is ready. To see what it would make:",
                    zh: "项目 \(name.visible) 已就绪。查看它将创建什么：")
                    + "\n  ximage plan\(folder == "." ? "" : " \(folder.shellQuoted)")")
            return .done
        }
    }

    /// What went wrong; `nil` when both files are written.
    private func write(project: String) -> Diagnostic? {
        if let fault = Files.makeFolder(folder) ?? Files.makeFolder(path(".ximage"), mode: 0o700) {
            return Files.unwritable(path(".ximage"), fault)
        }
        if let target = SetFolder(folder).outside(path(ManifestSchema.fileName)) {
            return Files.unwritable(
                path(".ximage"), "it is a link that leads out of the folder, to \(target.visible)")
        }
        let manifest = path(StarterText.fileName)
        if let fault = OutputFile.write(
            Array(StarterText.manifest(project: project).utf8), to: manifest, existing: .kept)
        {
            return Diagnostic(
                .unwritableManifest, ["file": "\(manifest.visible)", "reason": "\(fault)"])
        }
        // The schema is ximage's own file: a former one is of an older version.
        let schema = path(ManifestSchema.fileName)
        return OutputFile.write(Array(ManifestSchema.json().utf8), to: schema, existing: .replaced)
            .map { Files.unwritable(schema, $0) }
    }

    private func path(_ name: String) -> String {
        folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// The last part of a folder's whole path.
    private static func name(of folder: String) -> String {
        var whole = folder
        if let resolved = realpath(folder, nil) {
            whole = String(cString: resolved)
            free(resolved)
        }
        return whole.split(separator: "/").last.map { String($0) } ?? ""
    }
}
