namespace Perennial.Tidy;

public sealed class LinkTests
{
    [Fact]
    public void Every_link_between_pages_leads_somewhere() => Links.Broken(
        Repository.Texts, path => File.Exists(Under(path)) || Directory.Exists(Under(path))).ShouldBeEmpty();

    [Theory]
    [InlineData("See [there](gone.md).")]
    [InlineData("See [there](../README.md#gone).")]
    [InlineData("See [below](#gone).")]
    [InlineData("```\n# Gone\n```\n[below](#gone)")]
    public void A_link_that_leads_nowhere_is_reported(string page) => Broken(page).Single().ShouldStartWith("docs/planted.md:");

    [Theory]
    [InlineData("[there](../README.md), [part](../README.md#your-own-files), [folder](adr/), [web](https://example.org/x#y)")]
    [InlineData("[here](#what-holds-and-edges)\n\n## What holds, and `edges`\n")]
    [InlineData("```\n[no](link.md)\n```")]
    public void A_link_that_leads_somewhere_is_not_reported(string page) => Broken(page).ShouldBeEmpty();

    private static IEnumerable<string> Broken(string page) => Links.Broken(
        [new TextFile("docs/planted.md", page), new TextFile("README.md", "# Top\n## Your own files\n")],
        path => path is "README.md" or "docs/planted.md" or "docs/adr/");

    private static string Under(string path) => Path.Combine(Repository.Root, path);
}

/// <summary>Rule: links from page to page lead to a file that is there, and to a heading that is in it.</summary>
internal static partial class Links
{
    public static IEnumerable<string> Broken(IEnumerable<TextFile> texts, Func<string, bool> exists)
    {
        var pages = texts.Where(t => t.Path.EndsWith(".md", Ordinal)).ToDictionary(t => t.Path, StringComparer.Ordinal);
        return pages.Values.SelectMany(page => Prose(page).SelectMany(line => Link().Matches(line.Text)
            .Select(m => m.Groups["to"].Value)
            .Where(to => !to.Contains("://", Ordinal) && !Leads(page, to, pages, exists))
            .Select(to => $"{page.Path}:{line.Number}: {to} leads nowhere")));
    }

    private static bool Leads(TextFile from, string to, Dictionary<string, TextFile> pages, Func<string, bool> exists)
    {
        var parts = to.Split('#', 2);
        var path = parts[0].Length == 0 ? from.Path : Resolved(from.Path, parts[0]);
        return exists(path) && (parts.Length == 1 || (pages.TryGetValue(path, out var page) &&
            Prose(page).Any(l => l.Text.StartsWith('#') && Anchor(l.Text) == parts[1])));
    }

    private static string Resolved(string from, string to)
    {
        var folders = new List<string>(from.Split('/')[..^1]);
        foreach (var part in to.Split('/'))
        {
            if (part == ".." && folders.Count > 0)
            {
                folders.RemoveAt(folders.Count - 1);
            }
            else
            {
                folders.Add(part);
            }
        }

        return string.Join('/', folders);
    }

    // As hosts of repositories make it: small letters, no punctuation, a hyphen for each space.
    private static string Anchor(string heading) => string.Concat(heading.TrimStart('#').Trim()
        .Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')
        .Select(c => c == ' ' ? '-' : char.ToLowerInvariant(c)));

    private static IEnumerable<(int Number, string Text)> Prose(TextFile page)
    {
        var isCode = false;
        for (var i = 0; i < page.Lines.Count; i++)
        {
            if (page.Lines[i].StartsWith("```", Ordinal))
            {
                isCode = !isCode;
            }
            else if (!isCode)
            {
                yield return (i + 1, page.Lines[i]);
            }
        }
    }

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
