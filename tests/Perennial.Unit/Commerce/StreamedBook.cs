using System.Globalization;
using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Time;

namespace Perennial.Unit.Commerce;

/// <summary>
/// Puts streamed orders together as plainly as can be, an order at a time, and says them in the words in which a reading
/// can be said too: so that the stream and the report are held against each other.
/// </summary>
internal static class StreamedBook
{
    /// <summary>What an order is worth, as both sides say it.</summary>
    public static List<string> Lines(OrderReading reading)
    {
        var sales = reading.Sales;
        string Who(int customer) => customer < 0 ? "-" : sales.Customers[customer];
        return
        [
            .. Retold.Facts(sales).Select(o => Order(Who(o.Customer), o.Day, o.Net, o.Units,
                o.CoveredDay == OrderFact.NeverCovered ? null : o.CoveredDay)).Order(StringComparer.Ordinal),
            .. Enumerable.Range(0, sales.ReturnCount).Select(sales.Return).Select(r => Return(Who(r.Customer), r.Day, r.Value))
                .Order(StringComparer.Ordinal),
            .. reading.OtherCurrencies.Select(o => $"{o.Orders} {o.Revenue}").Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The same of streamed orders, in the reporting currency of the reading that they are held against.</summary>
    public static List<string> Lines(IEnumerable<FileOrder> streamed, Currency reporting)
    {
        var orders = Held(streamed);
        var guests = Guests(orders);
        string Who(FileOrder o) => o.Customer?.Identity is { } identity ? guests.GetValueOrDefault(identity, identity) : "-";
        Currency Of(FileOrder o) => o.Currency is null ? reporting : new Currency(o.Currency);
        var covered = Covered(orders, reporting);
        var own = orders.Where(o => Of(o) == reporting).ToList();
        return
        [
            .. own.Where(o => Net(o.Lines, reporting) > 0).Select(o => Order(Who(o), Day(o.PlacedAt.Date), Net(o.Lines, reporting),
                (long)(o.Lines.Sum(l => l.Units) * 1000), covered.TryGetValue(o, out var day) ? day : null)).Order(StringComparer.Ordinal),
            .. own.SelectMany(o => o.Returns.Select(r => (Value: Net(r.Lines, reporting), Text: Return(Who(o), Day(r.At.Date),
                Net(r.Lines, reporting))))).Where(r => r.Value > 0).Select(r => r.Text).Order(StringComparer.Ordinal),
            .. orders.Where(o => Of(o) != reporting).GroupBy(Of).Select(g => (Orders: g.Count(o => Net(o.Lines, g.Key) > 0),
                Any: g.Any(o => Net(o.Lines, g.Key) > 0 || o.Returns.Any(r => Net(r.Lines, g.Key) > 0)),
                Revenue: new Money(g.Sum(o => Net(o.Lines, g.Key) - o.Returns.Sum(r => Net(r.Lines, g.Key))), g.Key)))
                .Where(c => c.Any).Select(c => $"{c.Orders} {c.Revenue}").Order(StringComparer.Ordinal),
        ];
    }

    // The later text's version holds; mended rows join; a text that holds the same as an earlier one takes its place.
    private static List<FileOrder> Held(IEnumerable<FileOrder> streamed)
    {
        var held = new Dictionary<string, FileOrder>(StringComparer.Ordinal);
        var latest = new Dictionary<string, string>(StringComparer.Ordinal);
        var contents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in streamed.GroupBy(o => o.File, StringComparer.Ordinal))
        {
            var content = string.Join('\n', text.Select(o => o.Key).Order(StringComparer.Ordinal));
            if (contents.TryGetValue(content, out var same))
            {
                foreach (var key in held.Where(h => h.Value.File == same && h.Value.Number is null).Select(h => h.Key).ToList())
                {
                    held.Remove(key);
                }
            }

            contents[content] = text.Key;
            foreach (var order in text)
            {
                // A row without a number is an order of its text: whether two texts mean the same one, the report asks
                // of whole texts only.
                var key = order.Number is null ? $"{text.Key}/{order.Key}" : order.Key;
                if (order.Key == order.Number && !held.ContainsKey(key))
                {
                    key = latest.GetValueOrDefault(order.Number, key);
                }

                held[key] = order.IsMended && held.TryGetValue(key, out var earlier) ? Joined(earlier, order) : order;
                if (order.Number is not null && (order.Key == order.Number || order.Store is not null))
                {
                    latest[order.Number] = key;
                }
            }
        }

        return [.. held.Values];
    }

    private static FileOrder Joined(FileOrder earlier, FileOrder mended) => earlier with
    {
        Lines = [.. earlier.Lines, .. mended.Lines],
        PlacedAt = earlier.Lines.Count == 0 && mended.Lines.Count > 0 ? mended.PlacedAt : earlier.PlacedAt,
        Customer = earlier.Customer ?? mended.Customer,
        Returns = [.. earlier.Returns.Concat(mended.Returns).GroupBy(r => r.At.Date)
            .Select(g => g.First() with { Lines = [.. g.SelectMany(r => r.Lines)] })],
    };

    // Who ordered as a guest with the address of exactly one registered customer is that customer.
    private static Dictionary<string, string> Guests(List<FileOrder> orders) => orders.Select(o => o.Customer)
        .Where(c => c is { Id: not null, Email: not null } && c.Identity == c.Id && Shape(orders) == "woo")
        .GroupBy(c => c!.Email!.ToLowerInvariant(), StringComparer.Ordinal)
        .Where(g => g.Select(c => c!.Id).Distinct(StringComparer.Ordinal).Count() == 1)
        .ToDictionary(g => g.Key, g => g.First()!.Id!, StringComparer.Ordinal);

    // Only WooCommerce tells guests from the registered.
    private static string Shape(List<FileOrder> orders) => orders.Exists(o => o.Customer is { Id: null, Email: not null }) &&
        orders.Exists(o => o.Customer is { Id: { } id, Identity: { } identity } && id == identity) ? "woo" : "";

    private static Dictionary<FileOrder, int> Covered(List<FileOrder> orders, Currency reporting)
    {
        var byKey = orders.Where(o => o.Number is not null).GroupBy(o => o.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var given = new Dictionary<FileOrder, List<FileReturn>>(ReferenceEqualityComparer.Instance);
        foreach (var order in orders)
        {
            foreach (var part in order.Returns)
            {
                var of = part.OrderKey is null ? order : byKey.GetValueOrDefault(part.OrderKey) ?? byKey.GetValueOrDefault(part.OrderNumber!);
                of = of is not null && of.Currency == order.Currency ? of : order;
                (given.TryGetValue(of, out var parts) ? parts : given[of] = []).Add(part);
            }
        }

        var covered = new Dictionary<FileOrder, int>(ReferenceEqualityComparer.Instance);
        foreach (var (order, parts) in given)
        {
            decimal sum = 0;
            foreach (var part in parts.OrderBy(p => p.At.Date))
            {
                sum += part.Lines.Sum(l => l.Amount);
                if (!covered.ContainsKey(order) && Minor(sum, reporting) >= Net(order.Lines, reporting))
                {
                    covered[order] = Day(part.At.Date);
                }
            }
        }

        return covered;
    }

    private static long Net(IEnumerable<FileLine> lines, Currency currency) => Minor(lines.Sum(l => l.Amount), currency);

    private static long Minor(decimal amount, Currency currency) =>
        (long)Math.Round(amount * currency.MinorPerUnit, MidpointRounding.AwayFromZero);

    private static int Day(LocalDate date) => DayNumber.Of(date);

    private static string Order(string who, int day, long net, long units, int? covered) =>
        string.Create(CultureInfo.InvariantCulture, $"{who} {day} {net} {units} {covered}");

    private static string Return(string who, int day, long value) =>
        string.Create(CultureInfo.InvariantCulture, $"return {who} {day} {value}");
}
