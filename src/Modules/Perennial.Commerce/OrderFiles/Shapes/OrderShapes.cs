using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>Recognises the exports of shop systems by what stands in them: names of columns, never their places.</summary>
internal static class OrderShapes
{
    private static readonly string[] WrapperNames = ["orders", "data", "items", "results"];

    /// <summary>How documents, and tables retold, write dates and amounts.</summary>
    public static Conventions Conventions { get; } = new(DateOrder.DayFirst, '.', ReturnsByLetter: false);

    /// <summary>A text of documents, or a table with documents in a column.</summary>
    /// <param name="text">The text.</param>
    /// <param name="delimiter">The table's delimiter; NUL where there is no table.</param>
    /// <param name="shape">The shape; null when the text is a plain table, or of no use.</param>
    /// <returns>Why the text is of no use; null when it is a shape's, or a plain table.</returns>
    public static FileProblem? Documents(TextInput text, out char delimiter, out OrderShape? shape)
    {
        (delimiter, shape) = ('\0', null);
        var head = text.Head.AsSpan().TrimStart();
        if (head.IsEmpty)
        {
            return null;
        }

        if (head[0] == '<')
        {
            shape = head.Contains("КоммерческаяИнформация", StringComparison.Ordinal) ? new CommerceMlShape(null) : null;
            return shape is not null ? null : new FileProblem("xml.not_commerceml", text.Name, 1);
        }

        if (IsJson(head))
        {
            shape = Json(text.Head);
            return shape is not null ? null : new FileProblem("json.not_orders", text.Name, 1);
        }

        shape = Column(text.Head, out delimiter);
        return null;
    }

    /// <summary>A table whose columns are those of a shop system; null for any other.</summary>
    public static OrderShape? Table(string[] header, OrderFileOptions options)
    {
        if (options.Map.Count > 0 || options.NoHeader)
        {
            return null;
        }

        string[] names = [.. header.Select(n => n.Trim().Trim('\uFEFF'))];
        return ShopifyShape.Recognise(names) ?? SquareShape.Recognise(names) ?? MagentoShape.Recognise(names) ??
            (OrderShape?)WooAnalyticsShape.Recognise(names);
    }

    /// <summary>
    /// The column of a plain table that holds statuses as shop systems write them, with its first value: an export under
    /// translated names, of which cancelled orders will count. Null where there is none.
    /// </summary>
    public static (string Column, string Value)? StatusLeftUnread(IReadOnlyList<string[]> sample)
    {
        for (var i = 0; sample.Count > 1 && i < Math.Min(sample[0].Length, sample[1].Length); i++)
        {
            if (!string.IsNullOrWhiteSpace(sample[1][i]) && Statuses.Of(sample[1][i]) != OrderStatus.Unknown)
            {
                return (sample[0][i].Trim(), sample[1][i]);
            }
        }

        return null;
    }

    private static readonly OrderStatuses Statuses = new(["processing", "completed", "refunded", "partiallyrefunded", "partiallypaid"],
        ["cancelled", "canceled", "pending", "onhold", "failed", "voided"]);

    // A table may begin with a brace too; JSON goes on with a name, another bracket or its end.
    private static bool IsJson(ReadOnlySpan<char> head) =>
        head[0] is '{' or '[' && head[1..].TrimStart() is ['"' or '{' or '[' or '}' or ']', ..] or [];

    private static WooOrdersShape? Json(string head)
    {
        if (!head.Contains("\"line_items\"", StringComparison.Ordinal) && !head.Contains("\"date_created", StringComparison.Ordinal))
        {
            return null;
        }

        var start = head.Length - head.AsSpan().TrimStart().Length;
        if (head[start] == '[')
        {
            return new WooOrdersShape(start + 1, isArray: true);
        }

        return Wrapped(head.AsSpan(start)) is > 0 and var inside
            ? new WooOrdersShape(start + inside, isArray: true)
            : new WooOrdersShape(start, isArray: false);
    }

    // {"orders": [ ... ]}: where the array's first order may stand; 0 where the object is an order itself.
    private static int Wrapped(ReadOnlySpan<char> head)
    {
        foreach (var name in WrapperNames)
        {
            var at = head.IndexOf($"\"{name}\"");
            if (at < 0 || head[..at].Contains("\"line_items\"", StringComparison.Ordinal) ||
                head[..at].Contains("\"currency\"", StringComparison.Ordinal))
            {
                continue;
            }

            var rest = head[(at + name.Length + 2)..].TrimStart();
            if (rest.IsEmpty || rest[0] != ':')
            {
                continue;
            }

            rest = rest[1..].TrimStart();
            if (rest.Length > 0 && rest[0] == '[')
            {
                return head.Length - rest.Length + 1;
            }
        }

        return 0;
    }

    // The file of rejected documents: its delimiter is the sign beside the column's name.
    private static OrderShape? Column(string head, out char delimiter)
    {
        delimiter = ',';
        var end = head.AsSpan().IndexOfAny('\r', '\n');
        var line = (end < 0 ? head : head[..end]).Trim('\uFEFF');
        foreach (var column in (ReadOnlySpan<string>)[WooOrdersShape.DocumentColumn, CommerceMlShape.DocumentColumn])
        {
            var at = line.IndexOf(column, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            var before = line[..at].TrimEnd('"');
            var after = line[(at + column.Length)..].TrimStart('"');
            delimiter = before.Length > 0 ? before[^1] : after.Length > 0 ? after[0] : ',';
            delimiter = delimiter is ',' or ';' or '\t' or '|' ? delimiter : ',';
            string[] names = [.. line.Split(delimiter).Select(n => n.Trim().Trim('"'))];
            if (OrderShape.IndexOf(names, column) >= 0)
            {
                return column == WooOrdersShape.DocumentColumn ? new WooOrdersShape(names) : new CommerceMlShape(names);
            }
        }

        return null;
    }
}
