namespace Perennial.Kernel.Files;

/// <summary>Tells the delimiter of a table from its first lines.</summary>
public static class Delimiter
{
    private const int LinesMax = 100;
    private static readonly char[] Candidates = [',', ';', '\t', '|'];

    /// <summary>
    /// The delimiter: one of <c>, ; TAB |</c>, a space for columns parted by white space, or null when no character
    /// parts the lines evenly. Lines count as even when they have as many delimiters outside quotes as the first.
    /// </summary>
    public static char? Detect(string head)
    {
        var lines = FirstLines(head);
        if (lines.Count == 0)
        {
            return null;
        }

        var best = Candidates
            .Select(c => (Sign: c, Counts: lines.Select(l => CountOutsideQuotes(l, c)).ToList()))
            .Where(c => c.Counts[0] > 0)
            .Select(c => (c.Sign, First: c.Counts[0], Even: c.Counts.Count(n =>
                n == c.Counts[0]) / (double)lines.Count))
            .OrderByDescending(c => Math.Round(c.Even, 1)).ThenByDescending(c => c.First)
            .FirstOrDefault();
        if (best.First > 0 && (best.Even >= 0.5 || lines.Count == 1))
        {
            return best.Sign;
        }

        var words = lines.Select(l => l.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length)
            .ToList();
        return words[0] >= 3 && words.All(n => n == words[0]) ? ' ' : best.First > 0 ? best.Sign : null;
    }

    private static List<string> FirstLines(string head)
    {
        var lines = new List<string>();
        using var reader = new StringReader(head);
        while (lines.Count < LinesMax && reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                lines.Add(line);
            }
        }

        // The last line of a head may be cut in the middle.
        if (lines.Count is > 1 and < LinesMax && head.Length >= FileLimits.HeadBytes / 4 && !head.EndsWith('\n'))
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines;
    }

    private static int CountOutsideQuotes(string line, char sign)
    {
        var count = 0;
        var quoted = false;
        foreach (var c in line)
        {
            quoted ^= c == '"';
            count += c == sign && !quoted ? 1 : 0;
        }

        return count;
    }
}
