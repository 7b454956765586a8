namespace Perennial.Kernel.Files;

/// <summary>Tells the delimiter of a table from its first lines.</summary>
public static class Delimiter
{
    private const int LinesMax = 100;
    private const int LinesInQuotesMax = 50;
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

        var words = lines.Select(Words).ToList();
        return words[0] >= 3 && words.All(n => n == words[0]) ? ' ' : best.First > 0 ? best.Sign : null;
    }

    // Rows of a table with quotes may go over several lines: a line end inside quotes ends none. Where that leaves a
    // row of very many lines, a quote is open by mistake, and each line counts as a row.
    private static List<string> FirstLines(string head)
    {
        var rows = Rows(head, withQuotes: true);
        return rows.Any(r => r.AsSpan().Count('\n') > LinesInQuotesMax) ? Rows(head, withQuotes: false) : rows;
    }

    private static List<string> Rows(string head, bool withQuotes)
    {
        var rows = new List<string>();
        var (start, quoted) = (0, false);
        for (var at = 0; at < head.Length && rows.Count < LinesMax; at++)
        {
            quoted ^= withQuotes && head[at] == '"';
            if (!quoted && (head[at] is '\n' or '\r'))
            {
                Add(rows, head[start..at]);
                start = at + 1;
            }
        }

        // The last line of a head may be cut in the middle.
        if (rows.Count < LinesMax && start < head.Length && (rows.Count == 0 || head.Length < FileLimits.HeadBytes / 4))
        {
            Add(rows, head[start..]);
        }

        return rows;
    }

    private static void Add(List<string> rows, string row)
    {
        if (!string.IsNullOrWhiteSpace(row))
        {
            rows.Add(row);
        }
    }

    private static int Words(string row)
    {
        var count = 0;
        for (var i = 0; i < row.Length; i++)
        {
            count += row[i] is not (' ' or '\t') && (i == 0 || row[i - 1] is ' ' or '\t') ? 1 : 0;
        }

        return count;
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
