namespace Perennial.Tidy.House;

/// <summary>The working copy that the tests run in.</summary>
internal static class Repository
{
    // A text longer than this is data, not something of ours.
    private const long TextBytesMax = 1024 * 1024;

    // What builds, editors and git leave behind; .gitignore names the same. In a worktree .git is a file.
    private static readonly string[] NotOurs =
        [".git", ".vs", ".idea", "artifacts", "data", "node_modules", "bin", "obj"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every text file.</summary>
    public static IReadOnlyList<TextFile> Texts { get; } =
        [.. TextsUnder(new DirectoryInfo(Root)).OrderBy(t => t.Path, StringComparer.Ordinal)];

    public static IReadOnlyList<TextFile> Code { get; } = [.. Texts.Where(t => t.Path.EndsWith(".cs", Ordinal))];

    /// <summary>The code of the product, without tests and bench.</summary>
    public static IReadOnlyList<TextFile> ProductCode { get; } = [.. Code.Where(t => t.IsUnder("src"))];

    /// <summary>Markup of the product's pages.</summary>
    public static IReadOnlyList<TextFile> Markup { get; } = [.. Texts.Where(t => t.IsUnder("src") && t.Path.EndsWith(".cshtml", Ordinal))];

    public static IReadOnlyList<Project> Projects { get; } =
        [.. Texts.Where(t => t.IsUnder("src") && t.Path.EndsWith(".csproj", Ordinal)).Select(House.Project.Read)];

    public static IEnumerable<Project> Modules => Projects.Where(p => p.Folder.StartsWith("src/Modules/", Ordinal));

    public static IEnumerable<Project> Hosts => Projects.Where(p => p.Folder.StartsWith("src/Hosts/", Ordinal));

    public static Project Project(string name) => Projects.Single(p => p.Name == name);

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<TextFile> TextsUnder(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(e => !NotOurs.Contains(e.Name)))
        {
            var texts = entry switch
            {
                DirectoryInfo inner => TextsUnder(inner),
                FileInfo { Length: <= TextBytesMax } file => TextIn(file),
                _ => [],
            };
            foreach (var text in texts)
            {
                yield return text;
            }
        }
    }

    private static IEnumerable<TextFile> TextIn(FileInfo file)
    {
        var content = File.ReadAllText(file.FullName);
        if (!content.Contains('\0', Ordinal))
        {
            yield return new TextFile(Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'), content);
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Perennial.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException(
            $"No Perennial.slnx above {AppContext.BaseDirectory}: run the suite from a build inside the repository.");
    }
}
