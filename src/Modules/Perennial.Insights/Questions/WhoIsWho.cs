using Perennial.Insights.Facts;

namespace Perennial.Insights.Questions;

/// <summary>
/// Number and first buying day of each customer with a counting order, in the order in which
/// <see cref="CustomerValues"/> has its rows: only a list of customers needs them, so no report pays for them.
/// </summary>
internal sealed class WhoIsWho(int customersMax) : ICustomerQuestion
{
    /// <summary>Customers with a counting order.</summary>
    public int Count { get; private set; }

    /// <summary>Their numbers within the partition.</summary>
    public int[] Customer { get; } = new int[customersMax];

    /// <summary>Their first buying days.</summary>
    public ushort[] FirstDay { get; } = new ushort[customersMax];

    public void Visit(in Histories histories)
    {
        for (var customer = 0; customer < histories.Count; customer++)
        {
            if (histories.DaysOf(customer) is [var firstDay, ..])
            {
                (Customer[Count], FirstDay[Count]) = (histories.NumberOf(customer), firstDay);
                Count++;
            }
        }
    }
}
