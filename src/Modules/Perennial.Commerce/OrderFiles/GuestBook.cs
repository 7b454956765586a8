using System.Runtime.InteropServices;
using Perennial.Kernel.Columns;

namespace Perennial.Commerce.OrderFiles;

/// <summary>
/// Which registered customer an e-mail address belongs to. Who ordered as a guest with the address of exactly one
/// registered customer is that customer; an address of two is nobody's.
/// </summary>
internal sealed class GuestBook
{
    private const int Nobody = -1;
    private readonly TextIndex addresses = new();
    private readonly TextIndex customers = new();
    private readonly List<int> customerOfAddress = [];

    /// <summary>Notes that a registered customer has an address.</summary>
    /// <param name="address">In lower case.</param>
    /// <param name="customer">The key under which her orders stand.</param>
    public void Add(ReadOnlySpan<char> address, ReadOnlySpan<char> customer)
    {
        var number = addresses.Number(address);
        var owner = customers.Number(customer);
        if (number == customerOfAddress.Count)
        {
            customerOfAddress.Add(owner);
        }
        else if (customerOfAddress[number] != owner)
        {
            customerOfAddress[number] = Nobody;
        }
    }

    /// <summary>Gives the orders of guests to the customers they are.</summary>
    public void Resolve(BookPages pages)
    {
        if (customerOfAddress.Count == 0)
        {
            return;
        }

        var known = addresses.Count;
        var customerOf = new Dictionary<int, int>();
        for (int guest = 0, count = pages.Customers.Count; guest < count; guest++)
        {
            if (!pages.Customers.Utf8(guest).Contains((byte)'@'))
            {
                continue;
            }

            // An address that was not known before gets a number beyond those that were.
            var address = addresses.Number(pages.Customers[guest]);
            if (address < known && customerOfAddress[address] != Nobody)
            {
                customerOf[guest] = pages.Customers.Number(customers[customerOfAddress[address]]);
            }
        }

        for (var d = 0; customerOf.Count > 0 && d < pages.Documents.Count; d++)
        {
            ref var customer = ref pages.Documents[d].Customer;
            ref var registered = ref CollectionsMarshal.GetValueRefOrNullRef(customerOf, customer);
            customer = System.Runtime.CompilerServices.Unsafe.IsNullRef(ref registered) ? customer : registered;
        }
    }
}
