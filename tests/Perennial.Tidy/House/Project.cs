namespace Perennial.Tidy.House;

/// <summary>A project by its project file.</summary>
/// <param name="Name">Without the product's name: <c>Kernel</c>.</param>
/// <param name="Folder">From the root: <c>src/Perennial.Kernel</c>.</param>
/// <param name="AssemblyName">Name of what it builds.</param>
/// <param name="References">Names of the projects that its file references.</param>
internal sealed record Project(string Name, string Folder, string AssemblyName, IReadOnlyList<string> References)
{
    private const string Product = "Perennial.";

    /// <summary>What it builds, as it lies beside the tests: the suite must reference every host.</summary>
    public Assembly Assembly => Assembly.Load(AssemblyName);

    /// <summary>Its types, without those that a package's generator puts into a namespace of its own.</summary>
    public Type[] Types => [.. Assembly.GetTypes()
        .Where(t => t.Namespace is not { } space || space.StartsWith(Product, Ordinal) || !space.EndsWith(".Generated", Ordinal))];

    public static Project Read(TextFile file)
    {
        var xml = XDocument.Parse(file.Text);
        var fileName = Path.GetFileNameWithoutExtension(file.Path);
        return new Project(
            Short(fileName),
            file.Path[..file.Path.LastIndexOf('/')],
            xml.Descendants("AssemblyName").FirstOrDefault()?.Value ?? fileName,
            [.. xml.Descendants("ProjectReference").Select(r => Short(FileName(r.Attribute("Include")!.Value)))]);
    }

    // Project files may be written on Windows.
    private static string FileName(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));

    private static string Short(string name) => name.StartsWith(Product, Ordinal) ? name[Product.Length..] : name;
}
