"""What the journeys share beyond their plans: the stage, the person, taking turns, being told."""
