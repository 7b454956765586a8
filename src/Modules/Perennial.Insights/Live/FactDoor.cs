using Perennial.Commerce.Contract;
using Perennial.Insights.Facts;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Live;

/// <summary>
/// What comes from the database is checked before anything is done with it: a number outside its bounds is a fault of
/// whoever wrote it, and would show as a wrong figure.
/// </summary>
internal sealed class FactDoor
{
    // Sums of a day stay countable for thousands of orders of even this size.
    private const long ValueMax = StoredOrder.ValueMax;

    private OrderLabels highest;

    /// <summary>Checks an order.</summary>
    public PastOrder Check(in StoredOrder order)
    {
        if (order.Customer == Guid.Empty || !IsDay(order.Day) || order.Net is <= 0 or > ValueMax || order.Units is < 0 or > ValueMax ||
            (order.CoveredDay != OrderFact.NeverCovered && !IsDay(order.CoveredDay)))
        {
            throw new InvalidDataException(
                $"An order of customer {order.Customer} is out of bounds: day {order.Day}, net {order.Net}, " +
                $"units {order.Units}, covered {order.CoveredDay}.");
        }

        Check(order.Customer, order.Labels);
        return new PastOrder(order.Day, order.Net, order.Units, order.CoveredDay, order.Labels);
    }

    /// <summary>Checks a return.</summary>
    public PastReturn Check(in StoredReturn returned)
    {
        if (returned.Customer == Guid.Empty || !IsDay(returned.Day) || returned.Value is <= 0 or > ValueMax)
        {
            throw new InvalidDataException(
                $"A return of customer {returned.Customer} is out of bounds: day {returned.Day}, value {returned.Value}.");
        }

        Check(returned.Customer, returned.Labels);
        return new PastReturn(returned.Day, returned.Value, returned.Labels);
    }

    /// <summary>Checks an order or a return that has no rate.</summary>
    public StoredUnrated Check(in StoredUnrated unrated) =>
        unrated.Customer != Guid.Empty && unrated.Currency.Code is { Length: 3 } code && code.All(char.IsAsciiLetter) &&
        unrated.Orders is 0 or 1 && Math.Abs(unrated.Revenue) <= ValueMax
            ? unrated
            : throw new InvalidDataException(
                $"What customer {unrated.Customer} has without a rate is out of bounds: {unrated.Orders}, {unrated.Revenue} {unrated.Currency}.");

    /// <summary>Checks that all labels seen have a value.</summary>
    public void CheckLabels(IOrderFacts source)
    {
        for (var d = 0; d < LabelColumn.Dimensions.Count; d++)
        {
            var label = LabelColumn.Of(highest, d);
            if (label > 0 && label >= source.LabelValues(LabelColumn.Dimensions[d]).Count)
            {
                throw new InvalidDataException($"Label {label} of {LabelColumn.Dimensions[d]} has no value.");
            }
        }
    }

    private void Check(Guid customer, in OrderLabels labels)
    {
        if (labels == highest)
        {
            return;
        }

        if (labels.Store < 0 || labels.Channel < 0 || labels.Seller < 0 || labels.Country < 0)
        {
            throw new InvalidDataException($"A fact of customer {customer} has a label below 0: {labels}.");
        }

        highest = new OrderLabels(Math.Max(highest.Store, labels.Store), Math.Max(highest.Channel, labels.Channel),
            Math.Max(highest.Seller, labels.Seller), Math.Max(highest.Country, labels.Country));
    }

    private static bool IsDay(int day) => day is >= 0 and <= DayNumber.MaxValue;
}
