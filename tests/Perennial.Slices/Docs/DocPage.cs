using System.Text;
using System.Text.RegularExpressions;

namespace Perennial.Slices.Docs;

/// <summary>A page of the documents, with the calls that stand in it.</summary>
internal sealed partial record DocPage(string Path, IReadOnlyList<DocBlock> Blocks)
{
    /// <summary>Fences that are run, with the mark by which their comments begin.</summary>
    public static IReadOnlyDictionary<string, string> Marks { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["bash"] = "#", ["csharp"] = "//", ["php"] = "//" };

    public static string Root { get; } = RootOf(AppContext.BaseDirectory);

    public static DocPage Read(string path)
    {
        var blocks = new List<DocBlock>();
        DocBlock? open = null;
        foreach (var (index, line) in File.ReadAllLines(System.IO.Path.Combine(Root, path)).Index())
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                (open, var closed) = (open is null ? new DocBlock(path, index + 1, line[3..].Trim(), []) : null, open);
                if (closed is not null)
                {
                    blocks.Add(closed);
                }
            }
            else
            {
                open?.Lines.Add(line);
            }
        }

        return new DocPage(path, blocks);
    }

    /// <summary>The blocks of a language, one after another.</summary>
    public IEnumerable<DocBlock> Of(string language) => Blocks.Where(b => b.Language == language);

    private static string RootOf(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "Perennial.slnx")) ? folder : RootOf(System.IO.Path.GetDirectoryName(folder)!);
}

/// <summary>A fenced block.</summary>
internal sealed partial record DocBlock(string Path, int Line, string Language, List<string> Lines)
{
    /// <summary>
    /// The text as it is run: an answer that is shown becomes a call that has the door compare the last answer with it, and what
    /// the test says in the surroundings (address, key) is left to it.
    /// </summary>
    public string Runnable(List<Shown> shown, Func<int, string> compare)
    {
        var mark = DocPage.Marks[Language];
        var text = new StringBuilder();
        for (var i = 0; i < Lines.Count; i++)
        {
            var line = Lines[i];
            if (line.StartsWith("<?php", StringComparison.Ordinal) || (ToldOutside().IsMatch(line) && !line.Contains('$')))
            {
                continue;
            }

            var comment = Comment(line, mark);
            if (comment is null || Answer().Match(comment) is not { Success: true } answer)
            {
                text.Append(line).Append('\n');
                continue;
            }

            var at = Line + i + 1;
            var json = answer.Groups["json"].Value;
            while (!Lenient.IsWhole(json) && i + 1 < Lines.Count && Comment(Lines[i + 1], mark) is { } more)
            {
                json += more;
                i++;
            }

            text.Append(compare(shown.Count)).Append('\n');
            shown.Add(new Shown($"{Path}:{at}", answer.Groups["status"] is { Success: true } s ? int.Parse(s.Value, null) : null,
                json.Length > 0 ? json : null));
        }

        return text.ToString();
    }

    private static string? Comment(string line, string mark) =>
        line.TrimStart() is var trimmed && trimmed.StartsWith(mark + " ", StringComparison.Ordinal) ? trimmed[(mark.Length + 1)..].Trim() : null;

    [GeneratedRegex(@"^(?=\d{3}$|\d{3} [\[{]|[\[{])(?<status>\d{3})? ?(?<json>[\[{].*)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Answer();

    [GeneratedRegex("^export PERENNIAL_|^#:property ")]
    private static partial Regex ToldOutside();
}

/// <summary>An answer that a page shows.</summary>
internal sealed record Shown(string Where, int? Status, string? Json);
