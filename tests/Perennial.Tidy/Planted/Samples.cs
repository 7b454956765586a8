namespace Perennial.Tidy.Planted;

/// <summary>The planted types, and a file for code that breaks rules.</summary>
internal static class Samples
{
    public static IReadOnlyList<Type> Types { get; } =
        [.. typeof(Samples).Assembly.GetTypes()
            .Where(t => $"{t.Namespace}.".StartsWith("Perennial.Planted.", Ordinal))];

    public static IReadOnlyList<Type> Contract { get; } = [.. Types.Where(t => t.IsContract)];

    public static TextFile Code(string text) => new("src/Planted.cs", text);
}
