using System.Text;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;
using Perennial.Kernel;
using Perennial.Kernel.Columns;
using Perennial.Kernel.Ids;

namespace Perennial.Unit.Insights;

/// <summary>The facts of a database as if they had been read from a file: what a live shop has to say the same as.</summary>
internal sealed class StoredSales : ISales
{
    private readonly FakeOrderFacts from;
    private readonly List<(OrderFact Fact, OrderLabels Labels)> orders;
    private readonly List<(ReturnFact Fact, OrderLabels Labels)> returns;

    public StoredSales(FakeOrderFacts from)
    {
        this.from = from;
        orders = [.. from.Orders.Select(o => (new OrderFact(Number(o.Customer, o.IsAnonymous), o.Day, o.Net, o.Units, o.CoveredDay), o.Labels))];
        returns = [.. from.Returns.Select(r => (new ReturnFact(Number(r.Customer, r.IsAnonymous), r.Day, r.Value), r.Labels))];
    }

    public TextIndex Customers { get; } = new();

    public Currency Currency => new("RON");

    public bool HasUnits => orders.Any(o => o.Fact.Units > 0);

    public int CustomerCount => Customers.Count;

    public int OrderSlots => orders.Count;

    public int ReturnCount => returns.Count;

    public ILoadedShop Shop() => new LoadedShop(
        new OrderReading(this, new ReadCounts(0, 0, 0, 0, orders.Count, orders.Count(o => o.Fact.Customer >= 0), returns.Count,
            orders.Count(o => o.Fact.Customer < 0)), [], [], [], "Europe/Bucharest"),
        FactStore.Load(this).Snapshot());

    public int ReadOrders(ref int slot, int end, Span<OrderFact> into) => All().ReadOrders(ref slot, end, into);

    public ReturnFact Return(int index) => returns[index].Fact;

    public IReadOnlyList<SalesGroup> GroupBy(OrderField dimension)
    {
        Func<OrderLabels, int> label = dimension switch
        {
            OrderField.Store => l => l.Store, OrderField.Channel => l => l.Channel, OrderField.Seller => l => l.Seller, _ => l => l.Country,
        };
        return [.. orders.Select(o => label(o.Labels)).Concat(returns.Select(r => label(r.Labels))).Distinct()
            .Select(number => new SalesGroup(from.LabelValues(dimension)[number], new FactList(CustomerCount,
                [.. orders.Where(o => label(o.Labels) == number).Select(o => o.Fact)],
                [.. returns.Where(r => label(r.Labels) == number).Select(r => r.Fact)])))];
    }

    /// <summary>Everything a shop says to a question, or the code of its refusal.</summary>
    public static string Told(ILoadedShop shop, ReportQuestion question)
    {
        try
        {
            var report = Json(shop.Answer(question));
            var rows = string.Join('\n', shop.Customers(question).Rows);

            // Last, since a shop can be too young to be compared and old enough to be told of.
            return report + rows + Compared(shop, question);
        }
        catch (ReportRefusedException e)
        {
            return $"{e.Code} {e.Detail}";
        }
    }

    public static string Json(Report report)
    {
        using var stream = new MemoryStream();
        ReportJson.Write(stream, report);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Compared(ILoadedShop shop, ReportQuestion question)
    {
        try
        {
            return Json(shop.Answer(question) with { Comparison = shop.Compare(question, ComparedPeriod.Previous) });
        }
        catch (ReportRefusedException e)
        {
            return $"{e.Code} {e.Detail}";
        }
    }

    private FactList All() => new(CustomerCount, [.. orders.Select(o => o.Fact)], [.. returns.Select(r => r.Fact)]);

    private int Number(Guid customer, bool isAnonymous) =>
        isAnonymous ? OrderFact.Anonymous : Customers.Number(PublicId.Write("cus", customer));
}
