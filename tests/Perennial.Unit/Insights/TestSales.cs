using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;
using Perennial.Kernel;
using Perennial.Kernel.Columns;
using Perennial.Kernel.Time;

namespace Perennial.Unit.Insights;

/// <summary>Sales made by hand: orders and returns with customers by name.</summary>
internal sealed class TestSales : ISales
{
    private readonly List<OrderFact> orders = [];
    private readonly List<ReturnFact> returns = [];

    public IReadOnlyList<OrderFact> Orders => orders;

    public IReadOnlyList<ReturnFact> Returns => returns;

    public TextIndex Customers { get; } = new();

    public Currency Currency => Currency.None;

    public bool HasUnits => true;

    public int CustomerCount => Customers.Count;

    public int OrderSlots => orders.Count;

    public int ReturnCount => returns.Count;

    public static TestSales Of(IEnumerable<NaiveOrder> orders, IEnumerable<NaiveReturn> returns)
    {
        var sales = new TestSales();
        foreach (var order in orders)
        {
            sales.orders.Add(new OrderFact(sales.Number(order.Customer), DayNumber.Of(order.Day), order.Net, order.Units,
                order.CoveredDay is { } covered ? DayNumber.Of(covered) : OrderFact.NeverCovered));
        }

        foreach (var returned in returns)
        {
            sales.returns.Add(new ReturnFact(sales.Number(returned.Customer), DayNumber.Of(returned.Day), returned.Value));
        }

        return sales;
    }

    /// <summary>One order a customer and day, worth 10.00 each.</summary>
    public static TestSales Of(params (string Customer, string Day)[] orders) =>
        Of(orders.Select(o => new NaiveOrder(o.Customer, NodaTime.Text.LocalDatePattern.Iso.Parse(o.Day).Value, 1000, 1000, null)), []);

    public Report Report(ReportQuestion? question = null) =>
        ReportMaker.Answer(FactStore.Load(this).Snapshot(), Reading(), question ?? new ReportQuestion());

    public OrderReading Reading() => new(
        this, new ReadCounts(1, orders.Count, orders.Count, 0, orders.Count, orders.Count, returns.Count, 0), [], [], [], "UTC");

    public int ReadOrders(ref int slot, int end, Span<OrderFact> into) =>
        new FactList(CustomerCount, orders, returns).ReadOrders(ref slot, end, into);

    public ReturnFact Return(int index) => returns[index];

    public IReadOnlyList<SalesGroup> GroupBy(OrderField dimension) => [];

    private int Number(string? customer) => customer is null ? OrderFact.Anonymous : Customers.Number(customer);
}
