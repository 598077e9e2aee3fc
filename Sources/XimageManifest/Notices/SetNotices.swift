internal import XimageCore

/// Of a whole set: its project, its environments, its limits.
extension Notice {
    static let noProject = Notice(
        "missing-key", Bilingual("Set without a project", zh: "清单集没有项目"),
        english: RuleText(
            "None of the files has `project:`, the name that marks and default names are made from.",
            fix: "Add `project: shop` to one file, or name the folder of that file."),
        chinese: RuleText(
            "没有任何文件含有 `project:`；标记和默认名称都由该名称生成。",
            fix: "请在一个文件中添加 `project: shop`，或指定该文件所在的目录。"))

    static let noFiles = noProject.case(
        Bilingual("No manifests", zh: "没有清单"),
        english: RuleText(
            "There is no `*.yaml` or `*.yml` file in `{folder}`.",
            fix: "Name a folder with manifests, or write a first one:\n  ximage init"),
        chinese: RuleText(
            "`{folder}` 中没有 `*.yaml` 或 `*.yml` 文件。",
            fix: "请指定含有清单的目录，或创建第一份清单：\n  ximage init"))

    static let sharedProject = Notice(
        "shared-project", Bilingual("Environments share a project", zh: "多个环境共用一个项目"),
        english: RuleText(
            """
            `{first}` and `{second}` have one `project` and one account, so their objects have the same marks. \
            Each environment reports the objects of the other as strangers.
            """,
            fix: "Give each environment a `project:` of its own."),
        chinese: RuleText(
            "`{first}` 和 `{second}` 使用同一个 `project` 和同一个账号，因此其对象的标记相同。每个环境都会把对方的对象报告为未知对象。",
            fix: "请为每个环境设置各自的 `project:`。"))

    static let noEnvironments = Notice(
        "unknown-name", Bilingual("Unknown environment", zh: "未知的环境"),
        english: RuleText(
            "The run asks for the environment `{name}`, and the set has no `environments`.",
            fix: "Leave `--env` out, or declare the environment."),
        chinese: RuleText(
            "本次运行指定了环境 `{name}`，但清单集没有 `environments`。", fix: "请去掉 `--env`，或声明该环境。"))

    static let unknownEnvironment = noEnvironments.case(
        english: RuleText(
            "There is no environment `{name}`; the set has {names}.", fix: "Choose one of them."),
        chinese: RuleText("没有环境 `{name}`；清单集的环境：{names}。", fix: "请从中选择一个。"))

    static let misspeltEnvironment = noEnvironments.case(
        english: RuleText(
            "There is no environment `{name}`; the set has {names}.", fix: "Did you mean `{nearest}`?"),
        chinese: RuleText("没有环境 `{name}`；清单集的环境：{names}。", fix: "是否应为 `{nearest}`？"))

    static let missingEnvironment = Notice(
        "missing-environment", Bilingual("Environment not chosen", zh: "没有选择环境"),
        english: RuleText(
            "The set has the environments {names}; a run is about one of them.",
            fix: "Run with\n  --env {first}"),
        chinese: RuleText("清单集的环境：{names}；每次运行只针对其中一个。", fix: "请在运行时加上\n  --env {first}"))

    static let severalSets = Notice(
        "several-sets", Bilingual("Folder has several sets", zh: "目录中有多个清单集"),
        english: RuleText(
            "`{folder}` has {count} sets: {sets}. A run is about one set.",
            fix: "Name one, such as:\n  -C {first}"),
        chinese: RuleText(
            "`{folder}` 中有 {count} 个清单集：{sets}。每次运行只针对一个清单集。",
            fix: "请指定一个，例如：\n  -C {first}"))

    static let foreignFile = Notice(
        "foreign-file", Bilingual("YAML file is not a manifest", zh: "YAML 文件不是清单"),
        english: RuleText(
            "No section of a manifest is in {files}.",
            fix: "If another tool reads {them}, write in `{main}`:\n  exclude: [{patterns}]"),
        chinese: RuleText(
            "以下文件不含清单的任何部分：{files}。",
            fix: "如{them}由其他工具使用，请在 `{main}` 中写：\n  exclude: [{patterns}]"))

    // MARK: Limits

    static let tooManyProblems = Notice(
        "limit", Bilingual("Too many problems", zh: "问题过多"),
        english: RuleText(
            "The set has {more} problems beside the {most} that are reported one by one.",
            fix: "Correct those that are shown first."),
        chinese: RuleText("除逐条报告的 {most} 个问题外，清单集还有 {more} 个问题。", fix: "请先更正已列出的问题。"))

    static let tooManyValues = tooManyProblems.case(
        Bilingual("Too many values", zh: "值过多"),
        english: RuleText(
            "With `{path}`, expressions of the set stand for more than {most} items of lists and maps.",
            fix: "Use shorter lists, or split the set into several with projects of their own."),
        chinese: RuleText(
            "加上 `{path}`，清单集中表达式代表的列表与映射项超过 {most} 个。",
            fix: "请缩短列表，或将清单集拆分为多个，各用各的项目。"))

    static let tooLongText = tooManyProblems.case(
        Bilingual("Text is too long", zh: "文本过长"),
        english: RuleText(
            """
            With its expressions carried out, `{path}` is longer than {size} MiB, or all such texts of the set are \
            longer than 64 MiB.
            """,
            fix: "Use shorter values."),
        chinese: RuleText(
            "代入表达式后，`{path}` 超过 {size} MiB，或清单集中此类文本合计超过 64 MiB。",
            fix: "请使用更短的值。"))

    static let tooManyResources = tooManyProblems.case(
        Bilingual("Too many resources", zh: "资源过多"),
        english: RuleText(
            "With this block the set declares more than {most} resources.",
            fix: "Split it into several sets with projects of their own."),
        chinese: RuleText("加上该块，清单集声明的资源超过 {most} 个。", fix: "请拆分为多个清单集，各用各的项目。"))

    static let tooManyImages = tooManyProblems.case(
        Bilingual("Too many images", zh: "镜像过多"),
        english: RuleText(
            "With this block, labels select more than {most} images of servers.",
            fix: "Select fewer servers, or split the set into several with projects of their own."),
        chinese: RuleText(
            "加上该块，按标签选择的云服务器镜像超过 {most} 个。",
            fix: "请减少选择的云服务器，或将清单集拆分为多个，各用各的项目。"))

    static let tooLongPatterns = tooManyProblems.case(
        Bilingual("Patterns are too long", zh: "路径模式过长"),
        english: RuleText(
            """
            The patterns of `include` and `exclude` in `{file}` are too many or too long: comparing the files with \
            them takes too much time.
            """,
            fix: "Use fewer and shorter patterns."),
        chinese: RuleText(
            "`{file}` 中 `include` 和 `exclude` 的路径模式过多或过长，与文件逐一比较耗时过久。",
            fix: "请减少并缩短路径模式。"))

    static let setNotices = [
        noProject, noFiles, sharedProject, noEnvironments, unknownEnvironment, misspeltEnvironment,
        missingEnvironment, severalSets, foreignFile, tooManyProblems, tooManyValues, tooLongText,
        tooManyResources, tooManyImages, tooLongPatterns,
    ]
}
