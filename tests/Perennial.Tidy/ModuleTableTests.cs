namespace Perennial.Tidy;

public sealed class ModuleTableTests
{
    private static readonly ModuleRow[] Table =
    [
        new("Kernel", [], "ground"),
        new("Commerce", ["Kernel"], "orders"),
        new("Insights", ["Kernel", "Commerce"], "reports"),
    ];

    private static readonly BuiltProject[] Built =
    [
        new("Kernel", [], []),
        new("Commerce", ["Kernel"], ["Kernel"]),
        new("Insights", ["Commerce"], ["Kernel", "Commerce"]),
    ];

    [Fact]
    public void Projects_reference_what_the_module_table_says()
    {
        var names = Repository.Projects.ToDictionary(p => p.AssemblyName, p => p.Name);
        var built = Repository.Projects.Select(p => new BuiltProject(p.Name, p.References,
            [.. p.Assembly.GetReferencedAssemblies().Select(a => names.GetValueOrDefault(a.Name!)).OfType<string>()]));
        var table = ModuleTable.Read(Repository.Text("docs/modules.md"));

        ModuleTable.Problems(table, [.. built]).ShouldBeEmpty();
    }

    [Fact]
    public void A_table_that_agrees_with_the_projects_has_no_problems() =>
        ModuleTable.Problems(Table, Built).ShouldBeEmpty();

    [Fact]
    public void A_project_that_the_table_does_not_list_is_reported() =>
        ModuleTable.Problems(Table[..2], Built).ShouldBe(["Insights is not in the table"]);

    [Fact]
    public void A_row_without_a_project_is_reported() =>
        ModuleTable.Problems(Table, Built[..2]).ShouldBe(["Insights is in the table and no project"]);

    [Fact]
    public void A_row_that_does_not_say_what_the_project_is_for_is_reported() =>
        ModuleTable.Problems([Table[0] with { Purpose = "" }, .. Table[1..]], Built)
            .ShouldBe(["Kernel: the table does not say what it is for"]);

    [Fact]
    public void A_reference_to_a_project_below_is_reported() =>
        ModuleTable.Problems([Table[0], Table[2], Table[1]], Built)
            .ShouldBe(["Insights may reference Commerce, which does not stand above it"]);

    [Fact]
    public void A_project_file_that_references_more_than_the_table_says_is_reported() =>
        ModuleTable.Problems([Table[0], Table[1] with { MayReference = [] }, Table[2]], Built).ShouldBe(
        [
            "Commerce reaches Kernel by its project file; the table says otherwise",
            "Commerce uses Kernel in its assembly; the table says otherwise",
        ]);

    [Fact]
    public void A_reference_in_the_table_that_the_project_file_does_not_reach_is_reported() =>
        ModuleTable.Problems(Table, [Built[0], new("Commerce", [], []), Built[2]]).ShouldBe(
        [
            "Commerce cannot reach Kernel by its project file; the table says otherwise",
            "Insights cannot reach Kernel by its project file; the table says otherwise",
        ]);

    [Fact]
    public void The_table_is_read_from_the_document()
    {
        var rows = ModuleTable.Read("""
            Some words.

            | Project | May reference | What it is for |
            |---|---|---|
            | Kernel | none | ground |
            | Cli | Kernel, Commerce | command line |
            """);

        rows.Select(r => $"{r.Name}: {string.Join('+', r.MayReference)}: {r.Purpose}")
            .ShouldBe(["Kernel: : ground", "Cli: Kernel+Commerce: command line"]);
    }
}

/// <summary>What docs/modules.md says of a project.</summary>
internal sealed record ModuleRow(string Name, IReadOnlyList<string> MayReference, string Purpose);

/// <summary>What a project does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="InFile">Projects that its project file references.</param>
/// <param name="InAssembly">Projects whose assemblies its own uses.</param>
internal sealed record BuiltProject(string Name, IReadOnlyList<string> InFile, IReadOnlyList<string> InAssembly);

/// <summary>Rule: the module table is true, and references go up only.</summary>
internal static class ModuleTable
{
    public static IReadOnlyList<ModuleRow> Read(string markdown) => [.. MarkdownTable.Rows(markdown, "Project")
        .Select(r => new ModuleRow(r[0], r[1] == "none" ? [] : r[1].Split(',', StringSplitOptions.TrimEntries), r[2]))];

    public static IEnumerable<string> Problems(IReadOnlyList<ModuleRow> table, IReadOnlyList<BuiltProject> projects)
    {
        var names = table.Select(r => r.Name).ToList();
        return
        [
            .. projects.Select(p => p.Name).Except(names).Select(n => $"{n} is not in the table"),
            .. names.Except(projects.Select(p => p.Name)).Select(n => $"{n} is in the table and no project"),
            .. table.Where(r => r.Purpose.Length == 0).Select(r => $"{r.Name}: the table does not say what it is for"),
            .. table.SelectMany((r, i) => r.MayReference.Except(names.Take(i))
                .Select(other => $"{r.Name} may reference {other}, which does not stand above it")),
            .. table.Join(projects, r => r.Name, p => p.Name, (r, p) => Differences(r, p, projects)).SelectMany(d => d),
        ];
    }

    private static IEnumerable<string> Differences(ModuleRow row, BuiltProject project, IReadOnlyList<BuiltProject> all)
    {
        // References of references are visible to the compiler too, so the table names them.
        var reached = Reached(project, all).Distinct().ToList();
        IEnumerable<string> differences =
        [
            .. reached.Except(row.MayReference).Select(o => $"reaches {o} by its project file"),
            .. row.MayReference.Except(reached).Select(o => $"cannot reach {o} by its project file"),
            .. project.InAssembly.Except(row.MayReference).Select(o => $"uses {o} in its assembly"),
        ];
        return differences.Select(d => $"{row.Name} {d}; the table says otherwise");
    }

    // Ends because the build refuses project files that reference one another in a circle.
    private static IEnumerable<string> Reached(BuiltProject project, IReadOnlyList<BuiltProject> all) =>
        project.InFile.Concat(all.Where(p => project.InFile.Contains(p.Name)).SelectMany(p => Reached(p, all)));
}
