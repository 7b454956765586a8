using System.Buffers;
using System.Buffers.Text;
using System.Text;
using NodaTime;
using Perennial.Analytics;
using Perennial.Kernel.Text;

namespace Perennial.Insights.Contract;

/// <summary>
/// The list of customers as CSV, described in docs/api/customers.md: UTF-8 with a byte order mark, by which spreadsheet
/// programs know it, commas, a header of stable names, days as 2025-03-01, decimals with a point.
/// </summary>
public static class CustomersCsv
{
    /// <summary>Names of the columns, in their order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "customer", "first_order", "last_order", "orders", "revenue", "average_order_value", "currency",
        "usual_interval_days", "days_since", "overdue_ratio", "state", "r", "f", "m", "rfm_group",
    ];

    /// <summary>Writes a list, a line a customer.</summary>
    /// <param name="stream">Takes the bytes; stays open.</param>
    /// <param name="list">The customers.</param>
    /// <param name="cancellation">Stops between two customers.</param>
    public static void Write(Stream stream, CustomerList list, CancellationToken cancellation = default)
    {
        var csv = new Lines(stream);
        csv.Raw(Encoding.UTF8.Preamble);
        csv.Ascii(string.Join(',', Columns));
        csv.End();
        foreach (var row in list.Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            Write(csv, row, list.Currency.Code);
        }

        csv.Flush();
    }

    /// <summary>Stable name of a state, such as <c>at_risk</c>.</summary>
    public static string StateName(Lateness state) => state switch
    {
        Lateness.OnTime => "on_time",
        Lateness.Late => "late",
        Lateness.AtRisk => "at_risk",
        _ => "long_gone",
    };

    // Figures are ours and stay figures, also where they begin with a minus; only the id is somebody else's text.
    private static void Write(Lines csv, in CustomerRow row, string currency)
    {
        csv.Text(row.Customer);
        csv.Cell().Date(row.FirstOrder);
        csv.Cell().Date(row.LastOrder);
        csv.Cell().Number(row.Orders);
        csv.Cell().Ascii(row.Revenue.ToString());
        csv.Cell().Ascii(row.AverageOrderValue?.ToString());
        csv.Cell().Ascii(currency);
        csv.Cell().Number(row.UsualIntervalDays, 'F', 1);
        csv.Cell().Number(row.DaysSince);
        csv.Cell().Number(row.OverdueRatio, 'F', 2);
        csv.Cell().Ascii(row.State is { } state ? StateName(state) : null);
        csv.Cell().Number(row.Rfm?.R);
        csv.Cell().Number(row.Rfm?.F);
        csv.Cell().Number(row.Rfm?.M);
        csv.Cell().Ascii(row.Rfm?.Group);
        csv.End();
    }

    /// <summary>Cells and line ends into a buffer that goes to the stream when it is full.</summary>
    private sealed class Lines(Stream stream)
    {
        private const int BufferBytes = 1 << 16;
        private const int NumberBytesMax = 64;

        private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");

        private readonly byte[] buffer = new byte[BufferBytes];
        private int used;

        public Lines Cell()
        {
            Room(1)[0] = (byte)',';
            used++;
            return this;
        }

        public void End()
        {
            Room(1)[0] = (byte)'\n';
            used++;
        }

        /// <summary>Text from outside: guarded against formulas, and quoted where it has to be.</summary>
        public void Text(string text)
        {
            text = FormulaText.Guarded(text);
            if (text.AsSpan().ContainsAny(Quoted))
            {
                text = $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            }

            for (var rest = text.AsSpan(); !rest.IsEmpty;)
            {
                var part = rest.Length <= BufferBytes / 8 ? rest : rest[..WholeCharacters(rest, BufferBytes / 8)];
                Wrote(Encoding.UTF8.GetBytes(part, Room(3 * part.Length)));
                rest = rest[part.Length..];
            }
        }

        public void Ascii(string? text)
        {
            if (text is not null)
            {
                Wrote(Encoding.ASCII.GetBytes(text, Room(text.Length)));
            }
        }

        public void Raw(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Room(bytes.Length));
            used += bytes.Length;
        }

        public void Date(LocalDate date)
        {
            var room = Room(NumberBytesMax);
            Utf8Formatter.TryFormat(date.Year, room, out _, new StandardFormat('D', 4));
            Utf8Formatter.TryFormat(date.Month, room[5..], out _, new StandardFormat('D', 2));
            Utf8Formatter.TryFormat(date.Day, room[8..], out _, new StandardFormat('D', 2));
            (room[4], room[7]) = ((byte)'-', (byte)'-');
            used += 10;
        }

        public void Number(int? value)
        {
            if (value is { } number)
            {
                Utf8Formatter.TryFormat(number, Room(NumberBytesMax), out var written);
                used += written;
            }
        }

        public void Number(decimal? value, char format, byte decimals)
        {
            if (value is { } number)
            {
                Utf8Formatter.TryFormat(number, Room(NumberBytesMax), out var written, new StandardFormat(format, decimals));
                used += written;
            }
        }

        public void Flush()
        {
            stream.Write(buffer, 0, used);
            used = 0;
        }

        // Making room may empty the buffer, so it must be made before what is used is looked at.
        private void Wrote(int bytes) => used += bytes;

        private Span<byte> Room(int bytes)
        {
            if (buffer.Length - used < bytes)
            {
                Flush();
            }

            return buffer.AsSpan(used);
        }

        // A pair of surrogates is one character and is not cut.
        private static int WholeCharacters(ReadOnlySpan<char> text, int chars) =>
            char.IsHighSurrogate(text[chars - 1]) ? chars - 1 : chars;
    }
}
