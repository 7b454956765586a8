using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Reports;

/// <summary>What was read with its facts loaded; all questions see one snapshot.</summary>
internal sealed class LoadedShop(OrderReading reading, FactSnapshot facts) : ILoadedShop
{
    public OrderReading Reading { get; } = reading;

    public FactSnapshot Facts { get; } = facts;

    public static LoadedShop Load(OrderReading reading) => new(reading, FactStore.Load(reading.Sales).Snapshot());

    public Report Answer(ReportQuestion question) => ReportMaker.Answer(Facts, Reading, question);

    public CustomerList Customers(ReportQuestion question) =>
        CustomerLister.List(ReportPlan.Of(question, Facts), Facts, Reading.Sales.Currency, Reading.Sales.Customers);

    public Comparison Compare(ReportQuestion question, ComparedPeriod to) => Comparer.OfStretches(this, question, to);

    public Comparison Compare(ReportQuestion question, ILoadedShop other) =>
        Comparer.OfShops(this, (LoadedShop)other, question);
}
