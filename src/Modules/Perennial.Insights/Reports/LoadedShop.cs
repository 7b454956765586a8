using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Reports;

/// <summary>What was read with its facts loaded; all questions see one snapshot.</summary>
/// <param name="reading">What was read.</param>
/// <param name="facts">The store at one instant.</param>
/// <param name="origin">What its numbers stand for.</param>
internal sealed class LoadedShop(OrderReading reading, FactSnapshot facts, IFactOrigin origin) : ILoadedShop
{
    public LoadedShop(OrderReading reading, FactSnapshot facts)
        : this(reading, facts, new SalesOrigin(reading.Sales))
    {
    }

    public OrderReading Reading { get; } = reading;

    public FactSnapshot Facts { get; } = facts;

    public IFactOrigin Origin { get; } = origin;

    public static LoadedShop Load(OrderReading reading) => new(reading, FactStore.Load(reading.Sales).Snapshot());

    public Report Answer(ReportQuestion question) => ReportMaker.Answer(this, question);

    public CustomerList Customers(ReportQuestion question) =>
        CustomerLister.List(ReportPlan.Of(question, Facts), Facts, Reading.Sales.Currency, Origin, [null])[0];

    public CustomerList Customers(ReportQuestion question, CustomersBehind behind) => Customers(question, [behind])[0];

    public IReadOnlyList<CustomerList> Customers(ReportQuestion question, IReadOnlyList<CustomersBehind> behind) =>
        CustomerLister.List(ReportPlan.Of(question, Facts), Facts, Reading.Sales.Currency, Origin, behind);

    public Comparison Compare(ReportQuestion question, ComparedPeriod to) => Comparer.OfStretches(this, question, to);

    public Comparison Compare(ReportQuestion question, ILoadedShop other) =>
        Comparer.OfShops(this, (LoadedShop)other, question);
}
