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

    public CustomerList Customers(ReportQuestion question) => List(question, [null])[0];

    public CustomerList Customers(ReportQuestion question, CustomersBehind behind) => List(question, [behind])[0];

    public (Report Report, IReadOnlyList<CustomerList> Behind) Answer(ReportQuestion question, IReadOnlyList<CustomersBehind> behind)
    {
        var plan = ReportPlan.Of(question, Facts);
        var figures = StoreFigures.Of(plan, Facts, Reading.Sales.Currency, Reading.Sales.HasUnits,
            question.Parts | CustomerLister.PartsFor(behind));
        return (ReportMaker.Answer(this, plan, figures), CustomerLister.List(this, plan, figures, behind));
    }

    public Comparison Compare(ReportQuestion question, ComparedPeriod to) => Comparer.OfStretches(this, question, to);

    public Comparison Compare(ReportQuestion question, ILoadedShop other) =>
        Comparer.OfShops(this, (LoadedShop)other, question);

    private IReadOnlyList<CustomerList> List(ReportQuestion question, IReadOnlyList<CustomersBehind?> behind)
    {
        var plan = ReportPlan.Of(question, Facts);
        return CustomerLister.List(this, plan,
            StoreFigures.Of(plan, Facts, Reading.Sales.Currency, hasUnits: false, CustomerLister.PartsFor(behind)), behind);
    }
}
