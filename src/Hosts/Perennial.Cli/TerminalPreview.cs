using System.Globalization;
using NodaTime;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Text;
using Perennial.Kernel.Words;
using Spectre.Console;
using static Perennial.Cli.TerminalCells;

namespace Perennial.Cli;

/// <summary>What a dry run shows: how each text would be read, which column is what, and its first rows.</summary>
internal sealed class TerminalPreview(IAnsiConsole console)
{
    private const int LineCells = 6;
    private const int AmountCells = 13;
    private const int QuantityCells = 5;
    private const int CustomerCellsMax = 22;
    private const int OrderCellsMax = 12;
    private const int UnusedNamed = 12;

    private static readonly WordBook Words = CliWords.Book;

    public void Write(OrderPreview preview)
    {
        WriteTexts(preview);
        Line(Words["preview.end"]);
    }

    /// <summary>The same without what a dry run ends with.</summary>
    public void WriteTexts(OrderPreview preview)
    {
        foreach (var text in preview.Texts)
        {
            Title(text.Understood.File);
            Lines(text.Understood);
            Columns(text.Understood);
            Rows(text);
        }

        // Bad rows stand among the others already.
        new TerminalWarnings(console).Write([.. preview.Warnings.Where(w => w.Kind != WarningKind.Rejected)]);
    }

    /// <summary>Encoding, delimiter, dates and decimals in one line; what was guessed is said to be.</summary>
    public static string Form(UnderstoodText text)
    {
        var delimiter = IsTable(text) ? DelimiterName(text.Delimiter) : null;
        var facts = new[] { Encoding(text), delimiter, Dates(text), Decimals(text) }.OfType<string>();
        return Words["head.form", ("form", string.Join(", ", facts))];
    }

    private void Lines(UnderstoodText text)
    {
        Line(Words["preview.encoding", ("encoding", Encoding(text))]);
        if (IsTable(text))
        {
            Line(Words["preview.delimiter", ("delimiter", DelimiterName(text.Delimiter))]);
        }

        Line(Words[!IsTable(text) ? "preview.documents" : text.HasHeader ? "preview.header" : "preview.no_header",
            ("shape", text.Shape)]);
        if (Dates(text) is { } dates)
        {
            Line(Words["preview.dates", ("dates", dates)]);
        }

        if (Decimals(text) is { } decimals)
        {
            Line(Words["preview.decimals", ("decimals", decimals)]);
        }
    }

    // JSON and XML have no delimiter and no first row.
    private static bool IsTable(UnderstoodText text) => text.Delimiter != '\0';

    private static string Encoding(UnderstoodText text) => Guess(text.Encoding, text.EncodingGuessed);

    private static string? Dates(UnderstoodText text) => text.DateOrder is { } order
        ? Guess(Words[order == DateOrder.DayFirst ? "preview.day_first" : "preview.month_first"], text.DateOrderGuessed)
        : null;

    private static string? Decimals(UnderstoodText text) => text.DecimalSign is { } sign
        ? Guess(Words[sign == ',' ? "preview.decimal_comma" : "preview.decimal_point"], text.DecimalSignGuessed)
        : null;

    private static string Guess(string what, bool guessed) => guessed ? Words["preview.guess", ("what", what)] : what;

    private static string DelimiterName(char delimiter) => delimiter switch
    {
        ',' => Words["delimiter.comma"],
        ';' => Words["delimiter.semicolon"],
        '\t' => Words["delimiter.tab"],
        '|' => Words["delimiter.bar"],
        ' ' => Words["delimiter.space"],
        _ => Terminal.Harmless(delimiter.ToString()),
    };

    private void Columns(UnderstoodText text)
    {
        console.WriteLine();
        var cells = text.Columns.Count == 0 ? 0 : text.Columns.Max(c => Math.Min(Width(c.Value), 40));
        foreach (var (field, column) in text.Columns.OrderBy(c => c.Key))
        {
            Line("  " + Pad(column, cells) + "  " + Words["preview.becomes", ("field", field.ToString().ToLowerInvariant())]);
        }

        if (text.Unused.Count > 0)
        {
            Line(Words["head.unused", ("columns", string.Join(", ", text.Unused.Take(UnusedNamed)) +
                (text.Unused.Count > UnusedNamed ? ", ..." : ""))]);
        }
    }

    private void Rows(PreviewedText text)
    {
        console.WriteLine();
        var good = text.Rows.Where(r => r.Problem is null).ToList();
        var day = good.Any(r => r.Time != LocalTime.Midnight) ? 16 : 10;
        var customer = Widest(good, r => r.Customer, Words["column.customer"], CustomerCellsMax);
        var order = Widest(good, r => r.Order, Words["column.order_number"], OrderCellsMax);
        var label = Terminal.Columns - LineCells - day - customer - order - AmountCells - QuantityCells - 6;

        string Row(string line, string date, string who, string number, string amount, string units, string labels) =>
            string.Join(' ', Pad(line, LineCells, right: true), Pad(date, day), Pad(who, customer), Pad(number, order),
                Pad(amount, AmountCells, right: true), Pad(units, QuantityCells, right: true), Fit(labels, label))
                .TrimEnd() + "\n";

        console.Write(new Text(Row(Words["column.line"], Words["column.date"], Words["column.customer"],
            Words["column.order_number"], Words["column.amount"], Words["column.units"], Words["column.more"]),
            new Style(foreground: Color.Grey)));
        foreach (var row in text.Rows)
        {
            if (row.Problem is { } problem)
            {
                Bad(row.Line, CommerceModule.Words.Of(problem), problem.Column);
                continue;
            }

            console.Write(new Text(Row(row.Line.ToString(CultureInfo.InvariantCulture), When(row, day > 10),
                row.Customer ?? "-", row.Order ?? "-", Amount(row), Shown.Number(row.Quantity, 0),
                string.Join("; ", row.Labels.OrderBy(l => l.Key).Select(l => l.Value)))));
        }

        console.WriteLine();
    }

    private void Bad(long line, string reason, string? column)
    {
        var grid = new Grid { Expand = false }
            .AddColumn(new GridColumn { Width = LineCells, Alignment = Justify.Right, Padding = new Padding(0, 0, 1, 0) })
            .AddColumn(new GridColumn { Width = 1, Padding = new Padding(0, 0, 1, 0) })
            .AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        var text = column is null ? reason : Words["preview.reason", ("column", column), ("reason", reason)];
        grid.AddRow(new Text(line.ToString(CultureInfo.InvariantCulture)), new Markup("[red]![/]"),
            new Text(Wrap(Terminal.Harmless(text.ReplaceLineEndings(" ")), Terminal.Columns - LineCells - 3)));
        console.Write(grid);
    }

    private static int Widest(IEnumerable<PreviewRow> rows, Func<PreviewRow, string?> of, string head, int max) =>
        rows.Select(r => Math.Min(Width(of(r) ?? ""), max)).Append(Width(head)).Max();

    private static string When(PreviewRow row, bool withTime) => Shown.Iso(row.Day!.Value) + (withTime
        ? row.Time!.Value.ToString(" HH:mm", CultureInfo.InvariantCulture) : "");

    // As many decimals as the row has: here nothing is rounded yet.
    private static string Amount(PreviewRow row) => row.Amount!.Value.ToString("#,##0.00######", CultureInfo.CurrentCulture) +
        (row.Currency is null ? "" : " " + row.Currency);

    private void Title(string text) => console.Write(new Text(Terminal.Harmless(text) + "\n",
        new Style(decoration: Decoration.Bold)));

    private void Line(string text) => console.Write(new Text(Wrap(Terminal.Harmless(text), Terminal.Columns) + "\n"));
}
