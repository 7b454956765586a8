using Perennial.Kernel.Data;

namespace Perennial.Customers.Contract;

/// <summary>An id that stands for another customer.</summary>
/// <param name="Id">The id of the one who was merged.</param>
/// <param name="Survivor">Whom it leads to, in one step.</param>
public readonly record struct CustomerAlias(Guid Id, Guid Survivor);

/// <summary>Ids of customers who were merged. Rows stay under the id they were written with and are read by all ids.</summary>
public interface ICustomerAliases
{
    /// <summary>All ids that a customer's history is under: the survivor's first, then the others, sorted.</summary>
    /// <param name="unit">A unit.</param>
    /// <param name="customer">Any of her ids; that of nobody has itself only.</param>
    Task<IReadOnlyList<Guid>> IdsOfAsync(DbUnit unit, Guid customer);

    /// <summary>All ids of many customers.</summary>
    /// <param name="unit">A unit.</param>
    /// <param name="customers">Ids, any of each customer's.</param>
    /// <returns>For each id given, all ids of that customer as <see cref="IdsOfAsync"/> has them.</returns>
    Task<IReadOnlyDictionary<Guid, IReadOnlyList<Guid>>> FamiliesAsync(DbUnit unit, IReadOnlyCollection<Guid> customers);

    /// <summary>The survivors of many ids.</summary>
    /// <param name="unit">A unit.</param>
    /// <param name="customers">Ids.</param>
    /// <returns>The survivor of each id given; the id itself where it was never merged.</returns>
    Task<IReadOnlyDictionary<Guid, Guid>> SurvivorsAsync(DbUnit unit, IReadOnlyCollection<Guid> customers);

    /// <summary>Tells all aliases there are, for whoever loads everything.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="each">Told each alias, in no order.</param>
    Task AliasesAsync(DbUnit unit, Action<CustomerAlias> each);
}
