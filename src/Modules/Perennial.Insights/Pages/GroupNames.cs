using Perennial.Commerce.Contract;
using Perennial.Insights.Page;
using Perennial.Workspace.Contract;

namespace Perennial.Insights.Pages;

/// <summary>What groups are called: stores, channels and sellers by the names that the shop gave them, others by their values.</summary>
/// <param name="places">The names of places.</param>
internal sealed class GroupNames(PlaceNames places)
{
    /// <summary>The name of a group, as short as a page has room for.</summary>
    /// <param name="dimension">Its dimension.</param>
    /// <param name="value">Its value; empty where it is blank.</param>
    public string Of(OrderField dimension, string value) => GroupSection.Name(dimension switch
    {
        OrderField.Store => places.Of("store", value),
        OrderField.Channel => places.Of("channel", value),
        OrderField.Seller => places.Of("seller", value),
        _ => value,
    });
}
